/** Undoes the content encoding of a response. */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { requestFailure } from "../failure.ts";

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const decoders: { readonly [encoding: string]: Decoder } = {
  gzip: (body, options) => promisify(gunzip)(body, options),
  "x-gzip": (body, options) => promisify(gunzip)(body, options),
  deflate: decodeDeflate,
  br: (body, options) => promisify(brotliDecompress)(body, options),
  identity: (body) => Promise.resolve(body),
};

/** "deflate" means zlib format, but some servers send it raw (RFC 9110 section 8.4.1.2). */
function decodeDeflate(body: Buffer, options: { readonly maxOutputLength: number }): Promise<Buffer> {
  const isZlib = ((body[0] ?? 0) & 0x0f) === 8 && (((body[0] ?? 0) << 8) + (body[1] ?? 0)) % 31 === 0;
  return isZlib ? promisify(inflate)(body, options) : promisify(inflateRaw)(body, options);
}

/**
 * The body without its content encodings; gzip is recognised without a header too, as some endpoints forget it.
 * Throws `upstream_bad_response` where it is encoded in an unknown way, damaged, or larger than `limit`.
 */
export async function decodeBody(
  body: Buffer,
  headers: ReadonlyMap<string, string>,
  { limit, isFile }: { readonly limit: number; readonly isFile: boolean },
): Promise<Buffer> {
  if (body.length === 0) return body;
  const declared = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  const encodings = declared.map((name) => name.trim()).filter((name) => name !== "");
  if (!isFile && encodings.length === 0 && isGzip(body) && !isBinary(headers.get("content-type")))
    encodings.push("gzip");
  let decoded = body;
  for (const encoding of encodings.reverse()) decoded = await decode(decoded, encoding, limit);
  return decoded;
}

async function decode(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (decoder === undefined) {
    throw requestFailure("upstream_bad_response", `the response has the unknown content encoding ${encoding}`);
  }
  try {
    return await decoder(body, { maxOutputLength: limit });
  } catch (cause) {
    throw requestFailure("upstream_bad_response", `the ${encoding} encoding of the response is damaged or too large`, {
      cause,
    });
  }
}

function isGzip(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

function isBinary(contentType: string | undefined): boolean {
  return contentType !== undefined && !/json|text|xml/i.test(contentType);
}
