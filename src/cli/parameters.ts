/** `--param name=value`: values for `:name`, `@name`, `$1` and `?`, which are bound and never pasted into the text. */
import { isSecretName, rememberSecret } from "../common/redact.ts";
import { type JsonValue, parseJson } from "../common/value.ts";
import type { Parameters } from "../session/parameters.ts";
import { splitOnce } from "./read-arguments.ts";
import { usage } from "./usage.ts";

/** How a value is read where its type is given: `name:type=value`. */
const types: { readonly [type: string]: ((text: string) => JsonValue | undefined) | undefined } = {
  text: (text) => text,
  number: (text) => typed(text, ["number", "bigint"]),
  boolean: (text) => typed(text, ["boolean"]),
  json: (text) => jsonOrUndefined(text),
};

/** Undefined where none are given. Throws `configuration_error`, which never quotes a value: it may be a secret. */
export function parametersOf(pairs: readonly string[]): Parameters | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(pairs.map(parameterOf));
}

function parameterOf(pair: string): [string, JsonValue] {
  const [given, text] = splitOnce(pair);
  const [name = "", type] = given.split(":", 2);
  if (text === undefined || !/^\w+$/.test(name)) {
    throw usage(
      "--param takes NAME=VALUE or NAME:TYPE=VALUE",
      "For example: --param region=eu-west-1 --param id:text=007",
    );
  }
  if (isSecretName(name) && text !== "") rememberSecret(text);
  if (type === undefined) return [name, scalarOf(text)];
  const read = Object.hasOwn(types, type) ? types[type] : undefined;
  if (read === undefined)
    throw usage(`--param ${name} has no type ${type}`, `Types: ${Object.keys(types).join(", ")}.`);
  const value = read(text);
  if (value === undefined) throw usage(`--param ${name}:${type} holds no ${type}`);
  return [name, value];
}

/** Numbers, true, false, null, and JSON in its own marks are what they look like; anything else is text. */
function scalarOf(text: string): JsonValue {
  const value = jsonOrUndefined(text);
  return value === undefined ? text : value;
}

function typed(text: string, kinds: readonly string[]): JsonValue | undefined {
  const value = jsonOrUndefined(text);
  return kinds.includes(typeof value) ? value : undefined;
}

function jsonOrUndefined(text: string): JsonValue | undefined {
  // JSON has no leading zeros and no blanks inside numbers: such texts are identifiers of something.
  if (text !== text.trim()) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
