/** The functions that Go's `text/template` has built in, over JSON values. */
import { type JsonValue, stringifyJson } from "../value.ts";

/** A value in a template; undefined is what is not there, a function is what `call` runs. */
export type TemplateValue = JsonValue | undefined | (() => string);

/** What the function yields, or what is wrong with its arguments. */
export type TemplateFunction = (given: readonly TemplateValue[]) => TemplateValue | WrongArguments;

export class WrongArguments {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export const builtinFunctions: { readonly [name: string]: TemplateFunction | undefined } = {
  and: (given) => given[given.every(isTrue) ? given.length - 1 : given.findIndex((value) => !isTrue(value))],
  or: (given) => given.find(isTrue) ?? given.at(-1),
  not: ([value]) => !isTrue(value),
  eq: ([first, ...others]) => others.some((other) => isSame(first, other)),
  ne: ([first, second]) => !isSame(first, second),
  lt: (given) => compared(given, (order) => order < 0),
  le: (given) => compared(given, (order) => order <= 0),
  gt: (given) => compared(given, (order) => order > 0),
  ge: (given) => compared(given, (order) => order >= 0),
  len: ([value]) => lengthOf(value),
  index: ([value, ...keys]) => keys.reduce<TemplateValue>((inner, key) => member(inner, key), value),
  print: (given) => given.map((value, index) => `${isSpaced(given, index) ? " " : ""}${textOf(value)}`).join(""),
  println: (given) => `${given.map((value) => textOf(value)).join(" ")}\n`,
  printf: ([format, ...given]) => formatted(format, given),
};

/** False, 0, "", null, what is not there, and what is empty are not true. */
export function isTrue(value: TemplateValue): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "object") return lengthOf(value) !== 0;
  return Boolean(value);
}

/** As it is printed: maps and lists as JSON. */
export function textOf(value: TemplateValue): string {
  return typeof value === "string" ? value : jsonTextOf(value);
}

/** As JSON; what is not there is null. */
export function jsonTextOf(value: TemplateValue): string {
  return stringifyJson(typeof value === "function" ? null : (value ?? null));
}

/** The member of a map or list; undefined where there is none. */
export function member(value: TemplateValue, key: TemplateValue): TemplateValue {
  if (Array.isArray(value)) return typeof key === "number" ? (value as readonly JsonValue[])[key] : undefined;
  if (typeof value !== "object" || value === null || typeof key !== "string" || !Object.hasOwn(value, key))
    return undefined;
  return (value as { readonly [name: string]: JsonValue })[key];
}

/** Go prints a blank between values of which neither is a text. */
function isSpaced(given: readonly TemplateValue[], index: number): boolean {
  return index > 0 && typeof given[index - 1] !== "string" && typeof given[index] !== "string";
}

function lengthOf(value: TemplateValue): number | WrongArguments {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  return new WrongArguments("len takes a text, a list or a map");
}

function isSame(a: TemplateValue, b: TemplateValue): boolean {
  return a === b || (a !== undefined && b !== undefined && jsonTextOf(a) === jsonTextOf(b));
}

function compared([a, b]: readonly TemplateValue[], holds: (order: number) => boolean): boolean | WrongArguments {
  const isComparable = (typeof a === "string" && typeof b === "string") || (isNumeric(a) && isNumeric(b));
  if (!isComparable) return new WrongArguments("two numbers or two texts are compared, nothing else");
  return holds(a < b ? -1 : a > b ? 1 : 0);
}

function isNumeric(value: TemplateValue): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** `%s`, `%v`, `%d`, `%t`, `%f` (with `.2`), `%q` in double quotes, `%%`. */
function formatted(format: TemplateValue, given: readonly TemplateValue[]): string | WrongArguments {
  if (typeof format !== "string") return new WrongArguments("printf takes a format and its values");
  let next = 0;
  let unknown: string | undefined;
  const text = format.replaceAll(/%(?:\.(\d{1,2}))?(.?)/g, (written, digits: string | undefined, verb: string) => {
    if (verb === "%") return "%";
    if (!"svdtfq".includes(verb) || verb === "" || next >= given.length) {
      unknown ??= written;
      return written;
    }
    const value = given[next++];
    if (verb === "q") return JSON.stringify(textOf(value));
    return verb === "f" ? Number(value).toFixed(Number(digits ?? 6)) : textOf(value);
  });
  return unknown === undefined ? text : new WrongArguments(`printf has no value for ${unknown}, or does not know it`);
}
