/**
 * AWS Signature Version 4 in the Authorization header: a keyed digest over the request in canonical form. The names of
 * the steps are those of AWS's description, "Create a signed AWS API request".
 */
import { createHash, createHmac } from "node:crypto";
import { percentDecode, percentEncode } from "../../percent.ts";
import { withHeaders, type HttpRequest, type NamedValue } from "../../transport/message.ts";
import { bodyDigest } from "../signed-body.ts";

export interface SigningScope {
  readonly service: string;
  readonly region: string;
}

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Headers that are left unsigned: what carries the request may change them. */
const unsigned = new Set(["accept", "authorization", "cache-control", "connection", "content-length", "user-agent"]);

/** Services that sign paths as they are and want the digest of the body in a header. */
const storageServices = new Set(["s3", "s3express", "s3-object-lambda", "s3-outposts"]);

/** The headers that prove who sends a request: date, session token, digest of the body where wanted, Authorization. */
export function signV4(request: HttpRequest, keys: AwsKeys, scope: SigningScope, now: Date): readonly NamedValue[] {
  const isStorage = storageServices.has(scope.service);
  const moment = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const digest = bodyDigest(request, "hex");
  const added: NamedValue[] = [["x-amz-date", moment]];
  if (keys.sessionToken !== undefined) added.push(["x-amz-security-token", keys.sessionToken]);
  if (isStorage) added.push(["x-amz-content-sha256", digest]);
  const all = withHeaders(request.headers, added);
  const headers = canonicalHeaders(request.url, all);
  const signedHeaders = headers.map(([name]) => name).join(";");
  const canonicalRequest = [
    request.method,
    canonicalPath(new URL(request.url).pathname, isStorage),
    canonicalQuery(new URL(request.url).search.slice(1)),
    ...headers.map(([name, value]) => `${name}:${value}`),
    "",
    signedHeaders,
    digest,
  ].join("\n");
  const credentialScope = [moment.slice(0, 8), scope.region, scope.service, "aws4_request"];
  const stringToSign = ["AWS4-HMAC-SHA256", moment, credentialScope.join("/"), sha256(canonicalRequest)].join("\n");
  const signingKey = credentialScope.reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  const parts = [
    `Credential=${keys.accessKeyId}/${credentialScope.join("/")}`,
    `SignedHeaders=${signedHeaders}`,
    `Signature=${hmac(signingKey, stringToSign).toString("hex")}`,
  ];
  return [...added, ["authorization", `AWS4-HMAC-SHA256 ${parts.join(", ")}`]];
}

/** Names in lower case and order; values without spare spaces, those of one name joined. */
function canonicalHeaders(url: string, headers: readonly NamedValue[]): readonly NamedValue[] {
  const values = new Map<string, string>([["host", new URL(url).host]]);
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (unsigned.has(lower) || lower === "host") continue;
    const trimmed = value.trim().replace(/ +/g, " ");
    const earlier = values.get(lower);
    values.set(lower, earlier === undefined ? trimmed : `${earlier},${trimmed}`);
  }
  return [...values].sort(([one], [other]) => compare(one, other));
}

/** Each segment is encoded once more than it is on the wire; storage has it as on the wire. */
function canonicalPath(path: string, isStorage: boolean): string {
  const segments = (isStorage ? path : path.replace(/\/{2,}/g, "/")).split("/");
  return segments.map((segment) => percentEncode(isStorage ? percentDecode(segment) : segment)).join("/");
}

function canonicalQuery(query: string): string {
  const pairs = query.split("&").flatMap((pair): NamedValue[] => {
    if (pair === "") return [];
    const [name = "", ...value] = pair.replaceAll("+", " ").split("=");
    return [[percentEncode(percentDecode(name)), percentEncode(percentDecode(value.join("=")))]];
  });
  pairs.sort(([name, value], [otherName, other]) => compare(name, otherName) || compare(value, other));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
