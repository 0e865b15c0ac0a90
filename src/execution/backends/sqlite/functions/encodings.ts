/** Hashes, base64, URLs, UUIDs and versions. What cannot be read is NULL. */
import { createHash, randomUUID } from "node:crypto";
import { EngineError } from "../../../../common/error.ts";
import { didYouMean } from "../../../../common/suggest.ts";
import type { SqliteCell } from "../driver.ts";
import { type Present, type Scalars, str } from "./scalar.ts";

export const encodings: Scalars = {
  md5: (text) => digest("md5", text),
  sha1: (text) => digest("sha1", text),
  sha256: (text) => digest("sha256", text),
  sha512: (text) => digest("sha512", text),
  to_base64: (text) => bytes(text).toString("base64"),
  from_base64: (text) => fromBase64(str(text)),
  url_encode: (text) => encodeURIComponent(bytes(text).toString("utf8")),
  url_decode: (text) => decoded(str(text)),
  url_part: (url, part) => urlPart(str(url), str(part)),
  uuid5: (namespace, name) => uuid5(str(namespace), str(name)),
  semver_compare: (a, b) => compareVersions(str(a), str(b)),
};

/** Each call yields another: the engine must not compute it once and reuse it. */
export const volatile: { readonly [name: string]: () => SqliteCell } = {
  uuid: () => randomUUID(),
  gen_random_uuid: () => randomUUID(),
};

function bytes(cell: Present): Buffer {
  return typeof cell === "object" ? Buffer.from(cell) : Buffer.from(String(cell));
}

function digest(algorithm: string, cell: Present): string {
  return createHash(algorithm).update(bytes(cell)).digest("hex");
}

function fromBase64(text: string): SqliteCell {
  const compact = text.replaceAll(/\s/g, "");
  return /^[\w+/-]*={0,2}$/.test(compact) ? Buffer.from(compact, "base64").toString("utf8") : null;
}

function decoded(text: string): SqliteCell {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const urlParts: { readonly [part: string]: ((url: URL) => string) | undefined } = {
  scheme: (url) => url.protocol.slice(0, -1),
  host: (url) => url.hostname,
  port: (url) => url.port,
  path: (url) => url.pathname,
  query: (url) => url.search.slice(1),
  fragment: (url) => url.hash.slice(1),
};

function urlPart(text: string, part: string): SqliteCell {
  const read = part.startsWith("?") ? (url: URL) => url.searchParams.get(part.slice(1)) : urlParts[part.toLowerCase()];
  if (read === undefined) {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "execute",
      message: `url_part knows no part ${part}`,
      hint: didYouMean(part, Object.keys(urlParts)) ?? "Parts are scheme, host, port, path, query, fragment and ?name.",
    });
  }
  return URL.canParse(text) ? read(new URL(text)) || null : null;
}

/** RFC 9562, section 5.5. */
function uuid5(namespace: string, name: string): SqliteCell {
  const digits = namespace.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) return null;
  const hash = createHash("sha1").update(Buffer.from(digits, "hex")).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const version = /^v?(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;

/** Semantic Versioning 2.0.0, section 11. */
function compareVersions(left: string, right: string): SqliteCell {
  const [a, b] = [version.exec(left.trim()), version.exec(right.trim())];
  if (a === null || b === null) return null;
  for (const group of [1, 2, 3]) {
    const [x, y] = [BigInt(a[group] ?? 0), BigInt(b[group] ?? 0)];
    if (x !== y) return x < y ? -1n : 1n;
  }
  return comparePreReleases(a[4], b[4]);
}

/** A version without a pre-release is later than any with one; numbers come before words. */
function comparePreReleases(left: string | undefined, right: string | undefined): bigint {
  if (left === undefined || right === undefined) return left === right ? 0n : left === undefined ? 1n : -1n;
  const [a, b] = [left.split("."), right.split(".")];
  for (const [index, x] of a.entries()) {
    const y = b[index];
    if (y === undefined) return 1n;
    if (x === y) continue;
    const numeric = [x, y].map((part) => /^\d+$/.test(part));
    if (numeric[0] === true && numeric[1] === true) return BigInt(x) < BigInt(y) ? -1n : 1n;
    if (numeric[0] !== numeric[1]) return numeric[0] === true ? -1n : 1n;
    return x < y ? -1n : 1n;
  }
  return a.length === b.length ? 0n : -1n;
}
