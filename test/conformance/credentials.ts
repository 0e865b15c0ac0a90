/** Credentials for what a provider's document declares, and what must be sent of them. */
import { generateKeyPairSync } from "node:crypto";
import { at, textOf, type Node } from "./document.ts";
import type { SentRequest } from "./expected-request.ts";

/** Where tokens are granted; the grants are no requests of a case. */
export const tokenPath = "/token-of-conformance";
export const grantedToken = "granted-token";

export interface Credentials {
  /** What a session is opened with: the document's own declaration, with the server that grants tokens. */
  readonly auth: Node & { readonly type: string };
  readonly environment: (name: string) => string | undefined;
}

export function credentialsFor(auth: Node, origin: string): Credentials {
  const values = new Map(variablesOf(auth).map((name) => [name, valueOf(name)]));
  const type = textOf(auth, "type") ?? "null_auth";
  if (type === "service_account") values.set(textOf(auth, "credentialsenvvar") ?? "", serviceAccount(origin));
  for (const name of ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]) values.set(name, valueOf(name));
  values.set("AZURE_AUTHORITY_HOST", `${origin}${tokenPath}`);
  return {
    auth: { ...auth, type, ...(type === "oauth2" ? { token_url: `${origin}${tokenPath}` } : {}) },
    environment: (name) => values.get(name),
  };
}

const valueOf = (name: string): string => `value-of-${name.toLowerCase()}`;

/** Fields of every link that name variables of the environment. */
function variablesOf(auth: Node): readonly string[] {
  const own = Object.entries(auth).flatMap(([key, value]) => (/_?var$/.test(key) ? [String(value)] : []));
  const successor = at(auth, "successor");
  return Object.keys(successor).length === 0 ? own : [...own, ...variablesOf(successor)];
}

let privateKey: string | undefined;

function serviceAccount(origin: string): string {
  privateKey ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).privateKey;
  const token_uri = `${origin}${tokenPath}`;
  return JSON.stringify({
    type: "service_account",
    client_email: "robot@example.com",
    private_key: privateKey,
    token_uri,
  });
}

/** What of the credentials a request lacks. */
export function credentialProblems(sent: SentRequest, auth: Node): string[] {
  return expectedHeaders(auth).flatMap(([name, expected]) => {
    const value = String(sent.headers[name] ?? "");
    const isRight = typeof expected === "string" ? value === expected : expected.test(value);
    return isRight ? [] : [`credentials: ${name} is ${JSON.stringify(value)} for ${String(expected)}`];
  });
}

type Expected = readonly (readonly [header: string, value: string | RegExp])[];

const byToken: Expected = [["authorization", `Bearer ${grantedToken}`]];

function expectedHeaders(auth: Node): Expected {
  const variable = valueOf(textOf(auth, "credentialsenvvar") ?? "");
  const successor = at(auth, "successor");
  switch (textOf(auth, "type")) {
    case "basic": {
      const [user, password] = ["username_var", "password_var"].map((key) => valueOf(textOf(auth, key) ?? ""));
      return [["authorization", new RegExp(`^Basic ${Buffer.from(`${user}:${password}`).toString("base64")}$`, "i")]];
    }
    case "bearer":
      return [["authorization", `Bearer ${variable}`]];
    case "api_key":
      return [["authorization", `${textOf(auth, "valuePrefix") ?? ""}${variable}`]];
    case "custom": {
      const own = [(textOf(auth, "name") ?? "").toLowerCase(), variable] as const;
      return Object.keys(successor).length === 0 ? [own] : [own, ...expectedHeaders(successor)];
    }
    case "aws_signing_v4":
      return [
        ["authorization", signature(valueOf(textOf(auth, "keyIDenvvar") ?? ""))],
        ["x-amz-date", /^\d{8}T\d{6}Z$/],
      ];
    case "oauth2":
    case "service_account":
    case "azure_default":
      return byToken;
    default:
      return [["authorization", ""]];
  }
}

const signature = (key: string): RegExp =>
  new RegExp(
    `^AWS4-HMAC-SHA256 Credential=${key}/\\d{8}/[\\w-]+/[\\w.-]+/aws4_request, ?SignedHeaders=(?=[^,]*host)(?=[^,]*x-amz-date)[^,]+, ?Signature=[0-9a-f]{64}$`,
  );
