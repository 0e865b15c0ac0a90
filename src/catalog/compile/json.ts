/** Reads untyped, parsed YAML or JSON without trusting its form: what has the wrong type counts as absent. */
import { EngineError } from "../../common/error.ts";

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own member of an object; undefined where `value` is no object or has none. */
export function memberOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at the end of a path of keys; undefined where the path breaks off. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(memberOf, value);
}

/** The object at the end of a path; empty where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

/** The list at the end of a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

/** The strings of the list at the end of a path; undefined where there is none. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] | undefined {
  const texts = listAt(value, ...path).filter((item) => typeof item === "string");
  return texts.length === 0 ? undefined : texts;
}

/** The non-empty string at the end of a path; numbers and booleans as their text, since YAML needs no quotes. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Markdown images, alone or as links: badges, which say nothing in a line of text. Bounded, so that it is linear. */
const badge = /\[!\[[^\]]{0,500}\]\([^)]{0,1000}\)\]\([^)]{0,1000}\)|!\[[^\]]{0,500}\]\([^)]{0,1000}\)/g;

/** The first given text that says something, on one line, without badges; "" where none does. */
export function oneLine(...candidates: readonly (string | undefined)[]): string {
  for (const candidate of candidates) {
    const line = candidate === undefined || isPlainLine(candidate) ? candidate : onOneLine(candidate);
    if (line !== undefined && line !== "") return line;
  }
  return "";
}

/** Most texts are lines as they stand; there are hundreds of thousands of them. */
function isPlainLine(text: string): boolean {
  return !/[^\S ]|  |!\[|^ | $/.test(text);
}

function onOneLine(text: string): string {
  return text.replace(badge, " ").replaceAll(/\s+/g, " ").trim();
}

/** `{ [key]: value }`, or nothing where the value is undefined: for optional members of compiled objects. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/** The error of a provider document that cannot be used. */
export function invalidDocument(message: string, hint?: string): EngineError {
  return new EngineError({ condition: "invalid_provider_document", stage: "registry", message, hint });
}
