/** What signatures cover of a body. */
import { createHash } from "node:crypto";
import { bytesOf, type HttpRequest } from "../transport/message.ts";

/** The body as it goes over the wire. */
export function signedBody({ body }: HttpRequest): Uint8Array {
  return body === undefined ? new Uint8Array() : bytesOf(body);
}

/** SHA-256 of it. */
export function bodyDigest(request: HttpRequest, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(signedBody(request)).digest(encoding);
}
