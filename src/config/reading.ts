/** Readers of values that people write: each yields what it stands for, or says where and why it does not. */
import { EngineError } from "../common/error.ts";
import { isJsonObject } from "../common/json.ts";
import { didYouMean } from "../common/suggest.ts";
import type { JsonValue } from "../common/value.ts";

/** Where a value stands. */
export interface Place {
  /** The file, or what else holds it. */
  readonly source: string;
  /** The keys that lead to it. */
  readonly path: readonly string[];
}

/** Throws `configuration_error` at the place of what it cannot take. */
export type Reader<T> = (value: JsonValue, at: Place) => T;

export function below({ source, path }: Place, ...keys: readonly string[]): Place {
  return { source, path: [...path, ...keys] };
}

/** The error for a value that is not what it should be; it tells of what kind the value is, never the value. */
export function mistake({ source, path }: Place, message: string, hint?: string): EngineError {
  const where = path.length === 0 ? "" : `${path.join(".")}: `;
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `${source}: ${where}${message}`,
    hint,
  });
}

function expected(what: string, value: JsonValue, at: Place): EngineError {
  return mistake(at, `expected ${what}, found ${kindOf(value)}`);
}

function kindOf(value: JsonValue): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return { object: "an object", string: "a text", boolean: "true or false" }[typeof value as string] ?? "a number";
}

/** A text; numbers are taken as they are written, since YAML makes numbers of account names. */
export const text: Reader<string> = (value, at) => {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw expected("a text", value, at);
};

/** A text that may be empty, or a number or truth value as one. */
export const value: Reader<string> = (given, at) =>
  given === "" ? "" : typeof given === "boolean" ? String(given) : text(given, at);

export const truth: Reader<boolean> = (given, at) => {
  if (typeof given === "boolean") return given;
  throw expected("true or false", given, at);
};

export function number({ least, whole }: { readonly least: number; readonly whole: boolean }): Reader<number> {
  return (given, at) => {
    if (typeof given === "number" && given >= least && (!whole || Number.isSafeInteger(given))) return given;
    throw expected(`a ${whole ? "whole number" : "number"} from ${least}`, given, at);
  };
}

export function choice<const T extends string>(choices: readonly T[]): Reader<T> {
  return (given, at) => {
    const found = choices.find((known) => known === given);
    if (found !== undefined) return found;
    throw mistake(at, `expected one of ${choices.join(", ")}`);
  };
}

/** A list; a single value counts as a list of one. */
export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (given, at) => {
    if (!Array.isArray(given)) return [item(given, at)];
    return given.map((one: JsonValue, index) => item(one, below(at, String(index + 1))));
  };
}

/** An object whose keys are free. */
export function mapOf<T>(item: Reader<T>): Reader<{ readonly [key: string]: T }> {
  return (given, at) => {
    const entries = Object.entries(objectAt(given, at));
    return Object.fromEntries(entries.map(([key, one]) => [key, item(one, below(at, key))]));
  };
}

/** The object at a place. */
export function objectAt(given: JsonValue, at: Place): { readonly [key: string]: JsonValue } {
  if (isJsonObject(given)) return given;
  throw expected("an object", given, at);
}

/** An object of known keys, read by key; what is absent, or null, is absent. */
export function recordOf<T extends { readonly [key: string]: Reader<unknown> }>(
  readers: T,
): Reader<{ readonly [K in keyof T]?: ReturnType<T[K]> }> {
  return (given, at) => {
    const object = objectAt(given, at);
    checkKeys(object, Object.keys(readers), at);
    const read = Object.entries(readers).flatMap(([key, reader]) => {
      const own = object[key];
      return own === undefined || own === null ? [] : [[key, reader(own, below(at, key))] as const];
    });
    return Object.fromEntries(read) as { readonly [K in keyof T]?: ReturnType<T[K]> };
  };
}

/** Throws at the first key that nobody knows, with the nearest that somebody does. */
export function checkKeys(object: { readonly [key: string]: JsonValue }, known: readonly string[], at: Place): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw mistake(below(at, unknown), "there is no such key", didYouMean(unknown, known));
}
