/** A body in the media type of its method. */
import type { Method } from "../../catalog/model.ts";
import { bareType, isJson, isLines, isMultipart } from "../../common/media-type.ts";
import { stringifyJson, type JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { isJsonArray, isJsonObject, jsonAsText } from "../../common/json.ts";
import { formEncode } from "../percent.ts";
import type { RequestBody } from "../transport/message.ts";
import { dataIn } from "./data-url.ts";
import { writeMultipart } from "./multipart.ts";
import { writeXml } from "./xml.ts";

/** Writes a body, and what people may see of it. */
type Writer = (method: Method, value: JsonValue, shown: JsonValue) => RequestBody;

/** By media type, the first that matches. */
const writers: readonly (readonly [matches: (type: string) => boolean, write: Writer])[] = [
  [isLines, asText((_method, value) => writeLines(value))],
  [isJson, asText((_method, value) => stringifyJson(value))],
  [(type) => type === "application/x-www-form-urlencoded", asText((_method, value) => writeForm(value))],
  [isMultipart, writeMultipart],
  [(type) => /[/+]xml$/.test(type), asText(writeXml)],
  // JSON is YAML too.
  [(type) => /[/+]yaml$/.test(type), asText((_method, value) => jsonAsText(value))],
];

/**
 * Writes `value` in the method's media type; `shown` is the same with secrets masked. What is neither JSON, XML, a form
 * nor parts is sent as it is, text or the bytes of a data URL. Throws `feature_not_supported` where such a body would be
 * made of several properties.
 */
export function writeBody(method: Method, value: JsonValue, shown: JsonValue): RequestBody {
  const type = bareType(method.request.mediaType);
  const writer = writers.find(([matches]) => matches(type))?.[1] ?? writeAsIs;
  return writer(method, value, shown);
}

function asText(write: (method: Method, value: JsonValue) => string): Writer {
  return (method, value, shown) => ({ text: write(method, value), shown: write(method, shown) });
}

function writeAsIs(method: Method, value: JsonValue, shown: JsonValue): RequestBody {
  const text = jsonAsText(onlyValue(method, value));
  const data = dataIn(text);
  if (data === undefined) return { text, shown: jsonAsText(onlyValue(method, shown)) };
  const type = data.mediaType === undefined ? {} : { mediaType: data.mediaType };
  return { text, bytes: data.bytes, shown: `(${data.bytes.length} bytes)`, ...type };
}

/** The body itself, or the one property that stands for it. */
function onlyValue(method: Method, value: JsonValue): JsonValue {
  if (method.request.wholeBody === true || !isJsonObject(value)) return value;
  const values = Object.values(value);
  const [only] = values;
  if (only !== undefined && values.length === 1) return only;
  const { mediaType } = method.request;
  throw requestFailure("feature_not_supported", `${method.id} sends ${mediaType}, which cannot hold several values`, {
    hint: "Give one of its body parameters: its text is the body.",
  });
}

/** A line for each item of a list; text is lines already. */
function writeLines(value: JsonValue): string {
  if (!isJsonArray(value)) return typeof value === "string" ? value : `${stringifyJson(value)}\n`;
  return value.map((item) => `${stringifyJson(item)}\n`).join("");
}

/** Lists are repeated; objects have no place in a form and go as JSON. */
function writeForm(value: JsonValue): string {
  if (!isJsonObject(value)) return jsonAsText(value);
  const pairs = Object.entries(value).flatMap(([name, inner]) => {
    const items = isJsonArray(inner) ? inner : [inner];
    return items.filter((item) => item !== null).map((item): [string, string] => [name, jsonAsText(item)]);
  });
  return formEncode(pairs);
}
