import type { Span } from "./span.ts";

/** The types a column can have; each owner maps them (JSON schema → type, type → storage, type → OID). */
export const columnTypes = ["text", "integer", "number", "boolean", "timestamp", "json", "any"] as const;
export type ColumnType = (typeof columnTypes)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** True where the white space of its texts means something, as the indents of a plan do: no format reflows them. */
  readonly verbatim?: true;
}

/** A parsed JSON value; integers above 2^53 are bigint. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * An object or array in a cell. It is made from text or from a parsed value and yields either, converting at most
 * once: text that comes from the wire or the local engine need not be parsed to be printed.
 */
export class Json {
  #text: string | undefined;
  #value: JsonValue | undefined;

  private constructor(text: string | undefined, value: JsonValue | undefined) {
    this.#text = text;
    this.#value = value;
  }

  /** Takes valid JSON text of an object or array; it is not checked. */
  static ofText(text: string): Json {
    return new Json(text, undefined);
  }

  static ofValue(value: JsonValue): Json {
    return new Json(undefined, value);
  }

  get text(): string {
    return (this.#text ??= stringifyJson(this.#value ?? null));
  }

  get value(): JsonValue {
    return (this.#value ??= parseJson(this.#text ?? "null"));
  }

  toString(): string {
    return this.text;
  }

  toJSON(): JsonValue {
    return this.value;
  }
}

/** One cell. Scalars are themselves (integers beyond 2^53 as bigint); objects and arrays are `Json`. */
export type Value = null | boolean | number | bigint | string | Json;

/** One row: cells in the order of the columns it travels with. */
export type Row = readonly Value[];

/** Some rows; never empty except where a source has none at all. */
export type Batch = readonly Row[];

/** A parsed JSON value as a cell: objects and arrays become `Json`. */
export function cellOf(value: JsonValue | undefined): Value {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? Json.ofValue(value) : value;
}

/** A cell as a JSON value. */
export function jsonOf(cell: Value): JsonValue {
  return cell instanceof Json ? cell.value : cell;
}

/** Stands before the digits of a long integer while it passes through JSON.parse; no data can guess it. */
let mark = "";

/** The whole number of decimal digits with a sign: a bigint where a number would not be exact. */
export function exactInteger(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/**
 * Parses JSON without losing integers: whole numbers beyond 2^53 become bigint. Text that has none goes through
 * JSON.parse as it is. Throws SyntaxError on malformed text.
 */
export function parseJson(text: string): JsonValue {
  const places = longIntegers(text);
  if (places.length === 0) return JSON.parse(text) as JsonValue;
  // Not before: most runs meet no long integer, and loading what makes random numbers takes milliseconds.
  if (mark === "") mark = `\uE000${globalThis.crypto.randomUUID()}`;
  let marked = "";
  let from = 0;
  for (const { start, end } of places) {
    marked += `${text.slice(from, start)}"${mark}${text.slice(start, end)}"`;
    from = end;
  }
  return unmark(JSON.parse(marked + text.slice(from)));
}

const longDigitRun = /-?\d{16,}/g;

/** Where whole numbers stand that a JavaScript number cannot hold, outside strings. */
function longIntegers(text: string): Span[] {
  const places: Span[] = [];
  let outside = 0;
  longDigitRun.lastIndex = 0;
  for (let run = longDigitRun.exec(text); run !== null; run = longDigitRun.exec(text)) {
    const start = run.index;
    const end = start + run[0].length;
    outside = skipStrings(text, outside, start);
    if (outside > start) {
      longDigitRun.lastIndex = outside;
      continue;
    }
    // A number before a colon is no JSON, and must stay so.
    const isWhole = !/^(?:[.eE]|\s*:)/.test(text.slice(end, end + 50)) && !/[.\deE+-]/.test(text.charAt(start - 1));
    if (isWhole && !Number.isSafeInteger(Number(run[0]))) places.push({ start, end });
  }
  return places;
}

/** From a place outside strings on, skips every string that begins before `to`; the last one may end behind it. */
function skipStrings(text: string, from: number, to: number): number {
  let outside = from;
  for (let open = text.indexOf('"', outside); open >= 0 && open < to; open = text.indexOf('"', outside)) {
    outside = closingQuote(text, open) + 1;
  }
  return outside;
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

/** Turns marked strings into the integers they stand for, in place: nobody else holds the value yet. */
function unmark(value: unknown): JsonValue {
  if (typeof value === "string") return value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value;
  if (value === null || typeof value !== "object") return value as JsonValue;
  const container = value as Record<string, unknown>;
  for (const key of Object.keys(container)) {
    const inner = container[key];
    if (typeof inner === "object" || (typeof inner === "string" && inner.startsWith(mark)))
      container[key] = unmark(inner);
  }
  return value as JsonValue;
}

/** JSON text of a value, compact, bigint as exact digits. */
export function stringifyJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    // The only thing in a JsonValue that JSON.stringify refuses is a bigint.
    return exactText(value);
  }
}

function exactText(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(exactText).join(",")}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${exactText(inner)}`)
    .join(",")}}`;
}

/** A cell as plain text, as text-like formats print it: NULL is `null`, JSON is compact. */
export function textOf(cell: Value): string {
  return cell instanceof Json ? cell.text : String(cell);
}
