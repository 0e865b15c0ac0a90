/** The types a column can have; each owner maps them (JSON schema → type, type → storage, type → OID). */
export const columnTypes = ["text", "integer", "number", "boolean", "timestamp", "json", "any"] as const;
export type ColumnType = (typeof columnTypes)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
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

const longDigitRun = /\d{16,}/;

/**
 * Parses JSON without losing integers: text with no run of 16 digits goes through JSON.parse; otherwise whole
 * numbers beyond 2^53 become bigint. Throws SyntaxError on malformed text.
 */
export function parseJson(text: string): JsonValue {
  if (!longDigitRun.test(text)) return JSON.parse(text) as JsonValue;
  return unwrapIntegers(JSON.parse(wrapLongIntegers(text)) as JsonValue);
}

/** Marks a string that stands for a long integer; U+E000 is private use, and doubled where data begins with it. */
const mark = "\uE000";

/** A string of JSON text that begins with the mark, as itself or escaped. */
const markedString = /^"(?:\uE000|\\ue000)/i;

/** Rewrites each long whole number outside strings to a marked string. */
function wrapLongIntegers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (token.startsWith('"')) return markedString.test(token) ? `"${mark}${token.slice(1)}` : token;
    const isLong = token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
    return isLong ? `"${mark}${token}"` : token;
  });
}

function unwrapIntegers(value: JsonValue): JsonValue {
  if (typeof value === "string") {
    if (!value.startsWith(mark)) return value;
    return value.startsWith(mark + mark) ? value.slice(1) : BigInt(value.slice(1));
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(unwrapIntegers);
  const unwrapKey = (key: string): string => (key.startsWith(mark) ? key.slice(1) : key);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [unwrapKey(key), unwrapIntegers(inner)]));
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
