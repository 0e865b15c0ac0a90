// Reads request bodies and turns them into values.
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { badBody, Problem } from "./problem.ts";

const mostBytes = 4 * 1024 * 1024;

/** True where the headers announce a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

/** The whole body as text. Rejects with a Problem (413) where it is too long. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    // What is too much is read to its end all the same, so that the client is there to hear the answer.
    if (size <= mostBytes) chunks.push(bytes);
  }
  if (size > mostBytes) throw new Problem({ status: 413, code: "body_too_large", detail: "the body is too large" });
  return Buffer.concat(chunks).toString("utf8");
}

/** The parsed body; undefined where it is empty. Throws 415 for a foreign media type, 400 for malformed JSON. */
export function parseBody(text: string, contentType: string | undefined): unknown {
  if (text === "") return undefined;
  const mediaType = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType === "application/x-www-form-urlencoded") return new URLSearchParams(text);
  if (!/^application\/([\w.+-]+\+)?json$/.test(mediaType)) {
    const detail = `the body must be application/json, not ${mediaType || "of no media type"}`;
    throw new Problem({ status: 415, code: "unsupported_media_type", detail });
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw badBody("", "the body is not valid JSON");
  }
}
