/** The body of a request: the document's base, under the user's whole body, under the arguments. */
import type { Method, Parameter } from "../../catalog/model.ts";
import { stringifyJson, type JsonValue } from "../../common/value.ts";
import type { Call } from "../call.ts";
import { isJsonObject, property, type JsonObject } from "../../common/json.ts";
import { transformedBody } from "../transform/transform.ts";
import { queryBody } from "./query.ts";
import type { RequestBody } from "../transport/message.ts";
import { wholeParameter, type Arguments } from "./arguments.ts";
import { coerce, invalidValue } from "./coerce.ts";
import { maskBody } from "./mask.ts";
import { propertyShape } from "./shape.ts";
import { describeProblems, validate } from "./validate.ts";
import { writeBody } from "./write.ts";

/**
 * Builds the body and checks it. Undefined where the method sends none, or nothing was given for it. Throws
 * `invalid_parameter_value`, and `feature_not_supported` for media types that cannot be written.
 */
export function buildBody(call: Call, given: Arguments): RequestBody | undefined {
  const { method } = call;
  if (method.request.mediaType === undefined) return undefined;
  const value = method.request.wholeBody === true ? wholeBody(call, given) : objectBody(call, given);
  if (value === undefined) return undefined;
  // Masking remembers secrets, so that the complaints of the check do not repeat them.
  const shown = maskBody(method, value);
  check(method, value);
  const { transform } = method.request;
  if (transform?.type === "graphql") return queryBody(method, { text: value, shown });
  if (transform === undefined) return writeBody(method, enveloped(call, value), enveloped(call, shown));
  const write = (body: JsonValue): string => transformedBody(method, transform, enveloped(call, body));
  return { text: write(value), shown: write(shown) };
}

function wholeBody(call: Call, given: Arguments): JsonValue | undefined {
  const { method, body } = call;
  const parameter = wholeParameter(method);
  const value = parameter === undefined ? undefined : given.values.get(parameter);
  const element = method.request.oneElement === true ? elementOf(call, given) : undefined;
  if (parameter === undefined || value === undefined) return body ?? element ?? method.request.base;
  if (element === undefined) return coerce(method, parameter, value);
  throw invalidValue(method, parameter, "give it, or the properties of its one element, but not both");
}

/** The list of the one element that the arguments are properties of; undefined where there are none. */
function elementOf(call: Call, given: Arguments): JsonValue | undefined {
  const isGiven = [...given.values.keys(), ...given.inner.map((one) => one.parameter)].some(isElementProperty);
  return isGiven ? [argumentProperties(call, given)] : undefined;
}

function isElementProperty(parameter: Parameter): boolean {
  return parameter.in === "body" && parameter.wireName !== "";
}

function objectBody(call: Call, given: Arguments): JsonValue | undefined {
  const { method, body } = call;
  if (body !== undefined && !isJsonObject(body)) return body;
  const properties = argumentProperties(call, given);
  if (method.request.envelope !== undefined) return properties;
  const isEmpty = Object.keys(properties).length === 0 && body === undefined;
  if (isEmpty) return method.request.base ?? method.request.default;
  return merge(merge(method.request.base ?? {}, body ?? {}), properties);
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
    if (value === undefined || parameter.shape === undefined || isWrittenOut(method, parameter, value)) continue;
    const problems = validate(parameter.shape, value, partial);
    if (problems.length > 0) throw invalidValue(method, parameter, describeProblems(problems));
  }
}

/** Markup in place of what XML is made of, or the text of a file. */
function isWrittenOut({ request }: Method, { wireName }: Parameter, value: JsonValue): boolean {
  if (typeof value !== "string") return false;
  return request.xml === undefined ? request.parts?.[wireName]?.file === true : /^\s*</.test(value);
}

/** The part of the body that is a parameter's value. A list is checked as a whole. */
function propertyOf(method: Method, body: JsonValue, parameter: Parameter): JsonValue | undefined {
  if (method.request.wholeBody === true) return isElementProperty(parameter) ? undefined : body;
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
