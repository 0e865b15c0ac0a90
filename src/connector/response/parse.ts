/** Bytes of a response as a JSON value. */
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { bareType, isJson, isLines } from "../../common/media-type.ts";
import { parseJson, type JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { jsonOf } from "../../common/json.ts";
import type { TransformText } from "../transform/transform.ts";
import { shownUrl, type HttpResponse } from "../transport/message.ts";

type Parser = (text: string) => JsonValue;

/**
 * The body as the transform makes it, else by its media type: JSON without loss of digits, lines of JSON as an array,
 * any other text as a string. Undefined where it is empty. Throws `upstream_bad_response` where it is malformed, with an excerpt.
 */
export function parseBody(
  method: Method,
  response: HttpResponse,
  transform: TransformText | undefined,
): JsonValue | undefined {
  const text = textOfBody(response);
  if (text.trim() === "") return undefined;
  const parse = transform ?? parserFor(response.headers.get("content-type"), method);
  try {
    return parse(text);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw malformed(method, response, cause);
  }
}

/** Nothing of a body is shown that was to hold secrets. */
function malformed(method: Method, response: HttpResponse, cause: unknown): EngineError {
  const type = response.headers.get("content-type") ?? "no content type";
  const holdsSecrets = method.response.columns.some((column) => column.secret === true);
  const shown = holdsSecrets ? "" : `: ${excerpt(textOfBody(response))}`;
  const reason = holdsSecrets || !(cause instanceof Error) ? "" : `The parser says: ${cause.message}. `;
  return requestFailure(
    "upstream_bad_response",
    `${method.id}: ${shownUrl(response.url)} answered ${response.status} with malformed ${type}${shown}`,
    { hint: `${reason}A proxy or a wrong endpoint may have answered instead of the API.` },
  );
}

/** The body as text; a byte order mark is no part of it. */
export function textOfBody(response: HttpResponse): string {
  const text = response.body.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** The beginning of a text on one line, for messages. */
export function excerpt(text: string, length = 200): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** What the document promises decides where it promises JSON: some servers label it as text. */
function parserFor(received: string | undefined, { response: { mediaType, columns } }: Method): Parser {
  const types = [received, mediaType].map(bareType);
  if (types.some(isLines)) return parseLines;
  if (types.some(isJson)) return parseJson;
  if (types.every((type) => type === "")) return parseJson;
  return columns.some(({ wireName }) => wireName !== "") ? jsonOrText : (text) => text;
}

/** Of a type that says nothing: rows with properties can but be JSON. */
function jsonOrText(text: string): JsonValue {
  const json = jsonOf(text);
  return json === undefined ? text : json;
}

/** RFC 7464 puts a record separator before each line. */
function parseLines(text: string): JsonValue {
  const lines = text
    .replaceAll("\u001E", "\n")
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "");
  return lines.map(parseJson);
}
