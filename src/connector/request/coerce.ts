/** Values of SQL as the type that a parameter has on the wire. */
import type { Method, Parameter } from "../../catalog/model.ts";
import { isSecretName } from "../../common/redact.ts";
import { Json, textOf, type ColumnType, type JsonValue, type Value } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { jsonOf } from "../../common/json.ts";

/** Undefined where the value cannot be of the type. */
type Coercion = (value: Exclude<Value, null>) => JsonValue | undefined;

const coercions: { readonly [type in ColumnType]: Coercion } = {
  text: textOf,
  timestamp: textOf,
  integer: toInteger,
  number: toNumber,
  boolean: toBoolean,
  json: toJson,
  any: (value) => (typeof value === "string" ? (jsonIn(value) ?? value) : toJson(value)),
};

/** What a person calls each type. */
export const typeNames: { readonly [type in ColumnType]: string } = {
  text: "text",
  timestamp: "a timestamp",
  integer: "an integer",
  number: "a number",
  boolean: "a boolean (true or false)",
  json: "JSON",
  any: "any value",
};

/** The value of an argument as JSON. Throws `invalid_parameter_value` naming the parameter where it does not fit. */
export function coerce(method: Method, parameter: Parameter, value: Value): JsonValue {
  if (value === null) return null;
  const { type } = parameter;
  if (type === "json" && typeof value === "string") return jsonText(method, parameter, value);
  const coerced = coercions[type](value);
  if (coerced !== undefined) return coerced;
  throw invalidValue(method, parameter, `expected ${typeNames[type]}, got ${shownValue(parameter, value)}`);
}

/** The `invalid_parameter_value` error of a parameter; `problem` goes on after its name. */
export function invalidValue(method: Method, parameter: Pick<Parameter, "name">, problem: string): Error {
  const message = `${method.id}: parameter ${JSON.stringify(parameter.name)} is not valid: ${problem}`;
  return requestFailure("invalid_parameter_value", message, {
    hint: "DESCRIBE METHOD shows what each parameter takes.",
  });
}

/** A value for a message: short, and never a secret. */
export function shownValue(parameter: Pick<Parameter, "name" | "secret">, value: Value): string {
  if (parameter.secret === true || isSecretName(parameter.name)) return "another value";
  const text = typeof value === "string" ? JSON.stringify(value) : textOf(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function toInteger(value: Exclude<Value, null>): JsonValue | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  return typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value)
    ? narrow(BigInt(value.replace("+", "")))
    : undefined;
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function toNumber(value: Exclude<Value, null>): JsonValue | undefined {
  if (typeof value === "bigint") return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return typeof value === "string" ? (toInteger(value) ?? number) : number;
}

/** SQL engines without a boolean type say 1 and 0. */
function toBoolean(value: Exclude<Value, null>): JsonValue | undefined {
  if (typeof value === "boolean") return value;
  const text = textOf(value).trim().toLowerCase();
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : undefined;
}

function toJson(value: Exclude<Value, null>): JsonValue {
  return value instanceof Json ? value.value : value;
}

/** Text of a JSON object or array as what it stands for; undefined for any other text. */
export function jsonIn(text: string): JsonValue | undefined {
  return /^\s*[[{]/.test(text) ? jsonOf(text) : undefined;
}

function jsonText(method: Method, parameter: Parameter, text: string): JsonValue {
  const value = jsonIn(text);
  if (value === undefined && /^\s*[[{]/.test(text)) {
    throw invalidValue(method, parameter, `this JSON is malformed: ${shownValue(parameter, text)}`);
  }
  return value ?? text;
}
