/** The body of a request: the document's base, under the user's whole body, under the arguments. */
import type { Method, Parameter } from "../../catalog/model.ts";
import { stringifyJson, type JsonValue } from "../../common/value.ts";
import type { Call } from "../call.ts";
import { requestFailure } from "../failure.ts";
import { isJsonArray, isJsonObject, property, type JsonObject } from "../json.ts";
import { formEncode } from "../percent.ts";
import { transformedBody } from "../transform/transform.ts";
import { queryBody } from "./query.ts";
import type { RequestBody } from "../transport/message.ts";
import type { Arguments } from "./arguments.ts";
import { coerce, invalidValue } from "./coerce.ts";
import { maskBody } from "./mask.ts";
import { propertyShape } from "./shape.ts";
import { jsonAsText } from "./style.ts";
import { describeProblems, validate } from "./validate.ts";

/**
 * Builds the body and checks it. Undefined where the method sends none, or nothing was given for it. Throws
 * `invalid_parameter_value`, and `feature_not_supported` for media types that cannot be written.
 */
export function buildBody(call: Call, given: Arguments): RequestBody | undefined {
  const { method } = call;
  const { mediaType } = method.request;
  if (mediaType === undefined) return undefined;
  const value = method.request.wholeBody === true ? wholeBody(call, given) : objectBody(call, given);
  if (value === undefined) return undefined;
  // Masking remembers secrets, so that the complaints of the check do not repeat them.
  const shown = maskBody(method, value);
  check(method, value);
  const { transform } = method.request;
  if (transform?.type === "graphql") return queryBody(method, { text: value, shown });
  const write: Writer =
    transform === undefined ? writerOf(mediaType, method) : (body) => transformedBody(method, transform, body);
  return { text: write(enveloped(call, value)), shown: write(enveloped(call, shown)) };
}

function wholeBody({ method, body }: Call, given: Arguments): JsonValue | undefined {
  const parameter = method.parameters.find((one) => one.in === "body");
  const value = parameter === undefined ? undefined : given.values.get(parameter);
  if (parameter === undefined || value === undefined) return body ?? method.request.base;
  return coerce(method, parameter, value);
}

function objectBody(call: Call, given: Arguments): JsonValue | undefined {
  const { method, body } = call;
  if (body !== undefined && !isJsonObject(body)) return body;
  const properties = argumentProperties(call, given);
  if (method.request.envelope !== undefined) return properties;
  const isEmpty = Object.keys(properties).length === 0 && body === undefined;
  return isEmpty ? method.request.base : merge(merge(method.request.base ?? {}, body ?? {}), properties);
}

/** What the arguments alone say of the body. */
function argumentProperties({ method, body }: Call, given: Arguments): JsonObject {
  const properties: Record<string, JsonValue> = {};
  for (const [parameter, value] of given.values) {
    const name = parameter.in === "body" ? parameter.wireName : parameter.alsoBody;
    if (name !== undefined) properties[name] = coerce(method, parameter, value);
  }
  for (const [name, value] of given.extra) {
    properties[name] = coerce(method, { ...unknownProperty, name, wireName: name }, value);
  }
  for (const { parameter, path, value } of given.inner) {
    const { wireName } = parameter;
    const inner = coerce(method, innerParameter(parameter, path), value);
    properties[wireName] = withInner(properties[wireName] ?? property(body, wireName), path, inner);
  }
  return properties;
}

const unknownProperty = { in: "body", required: false, type: "any", description: "" } as const;

/** The property at a path inside a body parameter, as a parameter of its own. */
function innerParameter(parameter: Parameter, path: readonly string[]): Parameter {
  let shape = parameter.shape;
  for (const name of path) shape = propertyShape(shape, name);
  const type = shape === undefined ? "any" : shape.kind === "scalar" ? shape.type : "json";
  return { ...unknownProperty, name: [parameter.name, ...path].join("."), wireName: path.at(-1) ?? "", type };
}

function withInner(whole: JsonValue | undefined, path: readonly string[], value: JsonValue): JsonValue {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const object = isJsonObject(whole) ? whole : {};
  return { ...object, [name]: withInner(object[name], rest, value) };
}

/** Objects are merged property by property; anything else replaces what it covers. */
function merge(under: JsonValue, over: JsonValue): JsonValue {
  if (!isJsonObject(under) || !isJsonObject(over)) return over;
  const merged: Record<string, JsonValue> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = below === undefined ? value : merge(below, value);
  }
  return merged;
}

function check(method: Method, body: JsonValue): void {
  const partial = method.request.httpMethod === "PATCH";
  for (const parameter of method.parameters) {
    const value = parameter.in === "body" ? propertyOf(method, body, parameter) : undefined;
    if (value === undefined || parameter.shape === undefined) continue;
    const problems = validate(parameter.shape, value, partial);
    if (problems.length > 0) throw invalidValue(method, parameter, describeProblems(problems));
  }
}

/** The part of the body that is a parameter's value. */
function propertyOf(method: Method, body: JsonValue, parameter: Parameter): JsonValue | undefined {
  if (method.request.wholeBody === true) return body;
  return property(body, parameter.wireName);
}

/** Puts the properties into the one that the API wants them in, beside what base and whole body say. */
function enveloped({ method, body }: Call, value: JsonValue): JsonValue {
  const { envelope, base } = method.request;
  if (envelope === undefined) return value;
  const outer = merge(base ?? {}, body ?? {});
  if (isJsonObject(value) && Object.keys(value).length === 0) return outer;
  return merge(outer, { [envelope.property]: envelope.asText ? stringifyJson(value) : value });
}

type Writer = (value: JsonValue) => string;

function writerOf(mediaType: string, method: Method): Writer {
  const type = mediaType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (/[/+]([\w.-]*json)$/.test(type)) return stringifyJson;
  if (type === "application/x-www-form-urlencoded") return writeForm;
  if (method.request.wholeBody === true && (type.startsWith("text/") || type === "application/octet-stream"))
    return jsonAsText;
  throw requestFailure("feature_not_supported", `${method.id} sends ${mediaType}, which cannot be written yet`, {
    hint: "Supported are JSON, application/x-www-form-urlencoded, and text/* or application/octet-stream as a whole body.",
  });
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
