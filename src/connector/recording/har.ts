/**
 * The format of recordings: HAR 1.2, of which this holds what is written, and reads what others write. Names with `_` are
 * our own additions, as the format allows.
 */
import { readFile } from "node:fs/promises";
import { EngineError, reasonOf } from "../../common/error.ts";
import { isJsonArray, property, textAt, valueAt } from "../../common/json.ts";
import { type JsonValue, parseJson } from "../../common/value.ts";

export interface NameAndValue {
  readonly name: string;
  readonly value: string;
}

export interface HarEntry {
  readonly startedDateTime: string;
  /** Milliseconds. */
  readonly time: number;
  readonly request: HarRequest;
  readonly response: HarResponse;
  readonly cache: object;
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number };
  /** The method that asked: `provider.service.resource.method`. */
  readonly _operation?: string;
  /** Present where there was no answer; the status is 0 then. */
  readonly _error?: HarFailure;
}

export interface HarRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly cookies: readonly never[];
  readonly headers: readonly NameAndValue[];
  readonly queryString: readonly NameAndValue[];
  readonly postData?: { readonly mimeType: string; readonly text: string };
  readonly headersSize: number;
  readonly bodySize: number;
}

export interface HarResponse {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly cookies: readonly never[];
  readonly headers: readonly NameAndValue[];
  readonly content: {
    readonly size: number;
    readonly mimeType: string;
    readonly text: string;
    /** `base64` for what is no text. */
    readonly encoding?: string;
  };
  readonly redirectURL: string;
  readonly headersSize: number;
  readonly bodySize: number;
}

export interface HarFailure {
  readonly condition: string;
  readonly message: string;
  readonly hint?: string;
  /** Of Node.js or OpenSSL. */
  readonly code?: string;
}

/** What a replay takes from an entry. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** Of the body. */
  readonly mediaType: string | undefined;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly content: Buffer;
  readonly failure?: HarFailure | undefined;
}

/** The exchanges of a file, in their order. Throws `io_error` where it cannot be read or is no such file. */
export async function readRecording(path: string): Promise<readonly Recorded[]> {
  const log = parsed(await textOf(path), path);
  const entries = valueAt(log, ["log", "entries"]);
  if (!isJsonArray(entries)) throw unreadable(path, "it has no log.entries, so it is no HAR file");
  return entries.map((entry, index) => recordedOf(entry) ?? fail(path, index));
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  } catch (cause) {
    throw unreadable(path, reasonOf(cause));
  }
}

/** The parser's message quotes the text, which is not ours to show. */
function parsed(text: string, path: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    throw unreadable(path, "it is no valid JSON");
  }
}

function fail(path: string, index: number): never {
  throw unreadable(path, `entry ${index + 1} has no request with method and URL, or no response`);
}

function unreadable(path: string, reason: string): EngineError {
  return new EngineError({
    condition: "io_error",
    stage: "request",
    message: `the recording ${path} cannot be read: ${reason}`,
    hint: "Name a file that --record wrote, or one that a browser's network tab saved as HAR.",
  });
}

function recordedOf(entry: JsonValue): Recorded | undefined {
  const request = property(entry, "request");
  const response = property(entry, "response");
  const [method, url] = [textAt(request, "method"), textAt(request, "url")];
  const status = property(response, "status");
  const posted = property(request, "postData");
  if (method === undefined || url === undefined || !URL.canParse(url) || typeof status !== "number") return undefined;
  return {
    method: method.toUpperCase(),
    url,
    body: textAt(posted, "text") ?? "",
    mediaType: textAt(posted, "mimeType"),
    status,
    headers: headersOf(property(response, "headers")),
    content: contentOf(property(response, "content")),
    failure: failureOf(property(entry, "_error")),
  };
}

/** Of a name that comes twice both values count, as they would have on the wire. */
function headersOf(list: JsonValue | undefined): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const item of isJsonArray(list) ? list : []) {
    const name = textAt(item, "name")?.toLowerCase();
    const value = property(item, "value");
    if (name === undefined || typeof value !== "string") continue;
    const known = headers.get(name);
    headers.set(name, known === undefined ? value : `${known}, ${value}`);
  }
  return headers;
}

function contentOf(content: JsonValue | undefined): Buffer {
  return Buffer.from(textAt(content, "text") ?? "", textAt(content, "encoding") === "base64" ? "base64" : "utf8");
}

function failureOf(error: JsonValue | undefined): HarFailure | undefined {
  const [condition, message] = [textAt(error, "condition"), textAt(error, "message")];
  if (condition === undefined || message === undefined) return undefined;
  const [hint, code] = [textAt(error, "hint"), textAt(error, "code")];
  return { condition, message, ...(hint !== undefined && { hint }), ...(code !== undefined && { code }) };
}
