/** Parameters as they are written on the wire: lists and objects in the style of each. */
import type { Method, Parameter, ParameterStyle, Shape } from "../../catalog/model.ts";
import { Json, type JsonValue, type Value } from "../../common/value.ts";
import { isJsonArray, isJsonObject, jsonAsText, type JsonObject } from "../../common/json.ts";
import { encodeName } from "../percent.ts";
import type { NamedValue } from "../transport/message.ts";
import { coerce, jsonIn } from "./coerce.ts";
import { propertyShape } from "./shape.ts";

interface Written {
  /** Encoded. */
  readonly name: string;
  readonly value: readonly JsonValue[] | JsonObject;
  readonly shape: Shape | undefined;
  /** An item or property as encoded text. */
  readonly text: (item: JsonValue) => string;
}

type Style = (written: Written) => readonly string[];

const styles: { readonly [style in ParameterStyle]: Style } = {
  comma: joinedBy(","),
  space: joinedBy("%20"),
  pipe: joinedBy("%7C"),
  repeat: repeated,
  spread: ({ value, text, name }) =>
    isJsonArray(value) ? value.map((item) => `${name}=${text(item)}`) : pairs(value, text, encodeName),
  deepObject: ({ value, text, name }) =>
    isJsonArray(value)
      ? value.map((item) => `${name}=${text(item)}`)
      : pairs(value, text, (key) => `${name}[${encodeURIComponent(key)}]`),
  numbered: (written) => numbered(written, ""),
  members: (written) => numbered(written, ".member"),
  prefix: repeated,
};

/** A query parameter as `name=value` pairs, in the parameter's style. Throws `invalid_parameter_value`. */
export function queryPairs(method: Method, parameter: Parameter, value: Value): readonly string[] {
  const name = encodeName(parameter.wireName);
  const whole = listOrObject(parameter, value);
  if (!isJsonArray(whole) && !isJsonObject(whole))
    return [`${name}=${encodeURIComponent(plainText(method, parameter, value))}`];
  const text = (item: JsonValue): string => encodeURIComponent(itemText(method, parameter, item));
  return styles[parameter.style ?? "repeat"]({ name, value: whole, shape: parameter.shape, text });
}

/** A header parameter; more than one where each property of an object is a header of its own. */
export function headerPairs(method: Method, parameter: Parameter, value: Value): readonly NamedValue[] {
  const whole = listOrObject(parameter, value);
  if (parameter.style === "prefix" && isJsonObject(whole)) {
    const prefix = parameter.wireName.replace(/-$/, "");
    return Object.entries(whole).map(([name, inner]) => [`${prefix}-${name}`, jsonAsText(inner)]);
  }
  return [[parameter.wireName, scalarText(method, parameter, value)]];
}

/** A cell in a path, header or host: a list by its items, an object by its keys and values, with commas between. */
export function scalarText(method: Method, parameter: Parameter, value: Value): string {
  const whole = parameter.style === "comma" ? listOrObject(parameter, value) : undefined;
  if (isJsonArray(whole)) return whole.map((item) => itemText(method, parameter, item)).join(",");
  return isJsonObject(whole)
    ? Object.entries(whole).flat().map(jsonAsText).join(",")
    : plainText(method, parameter, value);
}

function plainText(method: Method, parameter: Parameter, value: Value): string {
  const coerced = coerce(method, parameter, value);
  return coerced === null ? "" : jsonAsText(coerced);
}

/** An array or object, where the parameter can take more than one value or part. */
function listOrObject(parameter: Parameter, value: Value): JsonValue | undefined {
  const isStructured = parameter.multiple === true || parameter.style !== undefined || parameter.type === "json";
  if (!isStructured) return undefined;
  if (value instanceof Json) return value.value;
  const mayBeText = parameter.type === "json" || parameter.type === "any" || parameter.style !== undefined;
  const parsed = typeof value === "string" && mayBeText ? jsonIn(value) : undefined;
  const isOneItem = parsed === undefined && parameter.shape?.kind === "array" && value !== null;
  return isOneItem ? [value] : parsed;
}

/** Items of a list have the parameter's type, unless that is the type of the list. */
function itemText(method: Method, parameter: Parameter, item: JsonValue): string {
  const isScalar = item !== null && typeof item !== "object";
  if (!isScalar || parameter.type === "json") return jsonAsText(item);
  return jsonAsText(coerce(method, parameter, item));
}

function joinedBy(separator: string): Style {
  return ({ name, value, text }) => {
    const parts = isJsonArray(value) ? value : Object.entries(value).flat();
    return [`${name}=${parts.map(text).join(separator)}`];
  };
}

function repeated({ name, value, text }: Written): readonly string[] {
  return isJsonArray(value) ? value.map((item) => `${name}=${text(item)}`) : [`${name}=${text(value)}`];
}

function pairs(object: JsonObject, text: Written["text"], nameOf: (key: string) => string): readonly string[] {
  return Object.entries(object).flatMap(([key, inner]) => {
    const items = isJsonArray(inner) ? inner : [inner];
    return items.filter((item) => item !== null).map((item) => `${nameOf(key)}=${text(item)}`);
  });
}

/**
 * Every leaf with the path to it, lists counted from 1. Where lists have members, objects with free keys are lists of
 * entries. Source: the query protocol of AWS.
 */
function numbered(written: Written, member: "" | ".member"): readonly string[] {
  const { name, value, shape, text } = written;
  const inner = (part: string, of: JsonValue, its: Shape | undefined): readonly string[] => {
    if (of === null) return [];
    if (typeof of !== "object") return [`${name}${part}=${text(of)}`];
    return numbered({ name: `${name}${part}`, value: of, shape: its, text }, member);
  };
  if (isJsonArray(value)) {
    const items = shape?.kind === "array" ? shape.items : undefined;
    return value.flatMap((item, index) => inner(`${member}.${index + 1}`, item, items));
  }
  if (member === ".member" && shape?.kind === "scalar") {
    return Object.entries(value).flatMap(([key, of], index) => [
      `${name}.entry.${index + 1}.key=${text(key)}`,
      ...inner(`.entry.${index + 1}.value`, of, undefined),
    ]);
  }
  return Object.entries(value).flatMap(([key, of]) => inner(`.${encodeName(key)}`, of, propertyShape(shape, key)));
}
