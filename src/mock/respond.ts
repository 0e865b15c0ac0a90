// Writes answers to the socket: JSON, headers, compression, and the connections that faults break.
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Answer } from "./call.ts";

const smallestCompressed = 1024;
const compressed = new WeakMap<Buffer, Buffer>();

/** The bytes of an answer's body; empty where it has none. */
function bytesOf(body: Answer["body"]): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** Writes a whole answer, compressed where the client takes gzip and it is worth it. */
export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const plain = bytesOf(answer.body);
  const headers: Record<string, string | number> = {
    ...(plain.length > 0 ? { "Content-Type": "application/json" } : {}),
    ...answer.headers,
  };
  const useGzip = plain.length >= smallestCompressed && acceptsGzip(request);
  const bytes = useGzip ? gzipOf(plain) : plain;
  if (useGzip) headers["Content-Encoding"] = "gzip";
  if (plain.length >= smallestCompressed) headers["Vary"] = "Accept-Encoding";
  if (answer.status !== 204) headers["Content-Length"] = bytes.length;
  response.writeHead(answer.status, headers);
  response.end(bytes);
}

/** Promises a whole answer and breaks off in the middle of its body. */
export function writeCut(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer.body);
  const headers = { "Content-Type": "application/json", ...answer.headers, "Content-Length": bytes.length + 1 };
  response.writeHead(answer.status, headers);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b(?!;\s*q=0(\.0*)?($|,))/.test(String(headers["accept-encoding"] ?? ""));
}

/** Kept per page, so that a page that is asked for again costs no compression. */
function gzipOf(plain: Buffer): Buffer {
  let bytes = compressed.get(plain);
  if (bytes === undefined) compressed.set(plain, (bytes = gzipSync(plain, { level: 1 })));
  return bytes;
}
