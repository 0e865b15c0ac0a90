/** What signatures cover of a body. */
import { createHash } from "node:crypto";
import type { HttpRequest } from "../transport/message.ts";

/** The body as it goes over the wire: its bytes where it is no text. */
export function signedBody({ body }: HttpRequest): Uint8Array {
  if (body !== undefined && "bytes" in body && body.bytes instanceof Uint8Array) return body.bytes;
  return Buffer.from(body?.text ?? "", "utf8");
}

/** SHA-256 of it. */
export function bodyDigest(request: HttpRequest, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(signedBody(request)).digest(encoding);
}
