/** Reading JSON, and looking into it. */
import { parseJson, stringifyJson, type JsonValue } from "./value.ts";

export type JsonObject = { readonly [name: string]: JsonValue };

/** What a text of JSON stands for; undefined where it is none. */
export function jsonOf(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return value !== undefined && value !== null && typeof value === "object" && !isJsonArray(value);
}

/** A property of an object; undefined where the value is none or lacks it (what every object inherits is no property). */
export function property(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value at a path of property names; undefined where the path ends early. */
export function valueAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce(property, value);
}

/** The text at a property, undefined where it is none or empty. */
export function textAt(value: JsonValue | undefined, name: string): string | undefined {
  const text = property(value, name);
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** A value where only text can stand, as in URLs, headers and tokens: texts as they are, the rest as JSON. */
export function jsonAsText(value: JsonValue): string {
  return typeof value === "string" ? value : stringifyJson(value);
}
