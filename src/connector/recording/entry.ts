/** One exchange as a line of a recording. */
import { isUtf8 } from "node:buffer";
import http from "node:http";
import { mask } from "../../common/redact.ts";
import type { EngineError } from "../../common/error.ts";
import { bytesOf, headerOf, type HttpRequest, type HttpResponse, type NamedValue } from "../transport/message.ts";
import type { HarEntry, HarFailure, HarRequest, HarResponse, NameAndValue } from "./har.ts";
import type { Scrubber } from "./scrub.ts";

export interface Exchange {
  readonly request: HttpRequest;
  readonly outcome: HttpResponse | EngineError;
  readonly started: Date;
  readonly milliseconds: number;
  readonly operation: string | undefined;
}

/** The entry, with nothing secret in it. */
export function entryOf(
  { request, outcome, started, milliseconds, operation }: Exchange,
  scrubber: Scrubber,
): HarEntry {
  const isFailure = outcome instanceof Error;
  const time = Math.round(milliseconds);
  // The request first: what it names as secret may be repeated in the answer.
  const sent = requestEntry(request, scrubber);
  return {
    startedDateTime: started.toISOString(),
    time,
    request: sent,
    response: isFailure ? noResponse : responseEntry(outcome, request, scrubber),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    ...(operation !== undefined && { _operation: operation }),
    ...(isFailure && { _error: failureEntry(outcome) }),
  };
}

/** The text of a request body that is recorded, and by which a replay finds the exchange. */
export function bodyText({ body, headers }: HttpRequest, scrubber: Scrubber): string {
  return body === undefined ? "" : scrubber.text(body.shown, body.mediaType ?? headerOf({ headers }, "content-type"));
}

function requestEntry(request: HttpRequest, scrubber: Scrubber): HarRequest {
  const { method, headers, body, credentials, secretNames } = request;
  const text = bodyText(request, scrubber);
  const url = scrubber.url(request.url, secretNames);
  const proofs = (credentials?.headers ?? []).map(([name]): NamedValue => [name, mask]);
  const mimeType = body?.mediaType ?? headerOf({ headers }, "content-type") ?? "";
  return {
    method,
    url,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named([...scrubber.headers(headers, secretNames), ...proofs]),
    queryString: named(new URL(url).searchParams),
    ...(body !== undefined && { postData: { mimeType, text } }),
    headersSize: -1,
    bodySize: body === undefined ? 0 : bytesOf(body).byteLength,
  };
}

function responseEntry(
  { status, headers, body }: HttpResponse,
  { secretNames }: HttpRequest,
  scrubber: Scrubber,
): HarResponse {
  const mimeType = headers.get("content-type") ?? "";
  const shown = scrubber.headers(headers, secretNames);
  return {
    status,
    statusText: http.STATUS_CODES[status] ?? "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named(shown),
    content: contentEntry(body, mimeType, scrubber),
    redirectURL: shown.find(([name]) => name === "location")?.[1] ?? "",
    headersSize: -1,
    bodySize: -1,
  };
}

/** A text in another encoding stays in its bytes: read as Latin-1, each of which is a character, it can be scrubbed too. */
function contentEntry(body: Buffer, mimeType: string, scrubber: Scrubber): HarResponse["content"] {
  const size = body.length;
  if (isUtf8(body)) return { size, mimeType, text: scrubber.text(body.toString("utf8"), mimeType) };
  const isText = /json|xml|text|form|yaml|csv|javascript/i.test(mimeType);
  const bytes = isText ? Buffer.from(scrubber.text(body.toString("latin1"), mimeType), "latin1") : body;
  return { size, mimeType, text: bytes.toString("base64"), encoding: "base64" };
}

const noResponse: HarResponse = {
  status: 0,
  statusText: "",
  httpVersion: "",
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: "", text: "" },
  redirectURL: "",
  headersSize: -1,
  bodySize: -1,
};

/** Messages and hints of errors have been redacted when they were made. */
function failureEntry({ condition, message, hint, cause }: EngineError): HarFailure {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return { condition, message, ...(hint !== undefined && { hint }), ...(code !== undefined && { code }) };
}

function named(pairs: Iterable<NamedValue>): readonly NameAndValue[] {
  return [...pairs].map(([name, value]) => ({ name, value }));
}
