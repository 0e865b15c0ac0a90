/** Oracle Cloud: requests signed with RSA over the headers that say what is asked (HTTP Signatures, version 1). */
import { sign, type KeyObject } from "node:crypto";
import { headerOf, type HttpRequest, type NamedValue } from "../../transport/message.ts";
import type { AuthType } from "../auth-type.ts";
import { bodyDigest, signedBody } from "../signed-body.ts";
import { ociIdentity } from "./oci-config.ts";

/** Signs each request as it goes out. Throws as `ociIdentity` does. */
export const ociSigningV1: AuthType = async (context) => {
  const { keyId, key } = await ociIdentity(context);
  return { headers: [], query: [], sign: (request) => signOci(request, keyId, key, new Date().toUTCString()) };
};

/** The headers that prove who sends a request; those of a body are added to those that changes must have. */
export function signOci(request: HttpRequest, keyId: string, key: KeyObject, date: string): readonly NamedValue[] {
  const url = new URL(request.url);
  const added: NamedValue[] = [["date", date]];
  if (["POST", "PUT", "PATCH"].includes(request.method)) added.push(...bodyHeaders(request));
  const lines = [
    `date: ${date}`,
    `(request-target): ${request.method.toLowerCase()} ${url.pathname}${url.search}`,
    `host: ${url.host}`,
    ...added.slice(1).map(([name, value]) => `${name}: ${value}`),
  ];
  const names = ["date", "(request-target)", "host", ...added.slice(1).map(([name]) => name)].join(" ");
  const signature = sign("sha256", Buffer.from(lines.join("\n")), key).toString("base64");
  const parts = [
    `version="1"`,
    `keyId="${keyId}"`,
    `algorithm="rsa-sha256"`,
    `headers="${names}"`,
    `signature="${signature}"`,
  ];
  return [...added, ["authorization", `Signature ${parts.join(",")}`]];
}

function bodyHeaders(request: HttpRequest): readonly NamedValue[] {
  return [
    ["content-length", String(signedBody(request).byteLength)],
    ["content-type", headerOf(request, "content-type") ?? "application/json"],
    ["x-content-sha256", bodyDigest(request, "base64")],
  ];
}
