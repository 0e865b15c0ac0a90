/** Types of columns in files without types: inferred from cells, and cells turned into values of them. */
import type { ColumnType, Value } from "../../common/value.ts";

/** What text may turn out to be, in the order of preference. */
type Inferred = Extract<ColumnType, "integer" | "number" | "boolean" | "timestamp">;

/** Leading zeros and signs are no number: codes keep them. */
const forms: { readonly [type in Inferred]: RegExp } = {
  integer: /^(?:0|-?[1-9]\d*)$/,
  number: /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  boolean: /^(?:true|false)$/i,
  timestamp: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/,
};
const preference = Object.keys(forms) as Inferred[];

/** The narrowest type that all texts have; text where none has, or where there are no texts. */
export class TextTypes {
  #left: readonly Inferred[] = preference;
  #seen = false;

  add(text: string | null): void {
    if (text === null) return;
    this.#seen = true;
    this.#left = this.#left.filter((type) => forms[type].test(text));
  }

  get type(): ColumnType {
    return (this.#seen ? this.#left[0] : undefined) ?? "text";
  }
}

/** A text as a value of a column's type; undefined where it is none. */
export function valueOfText(text: string | null, type: ColumnType): Value | undefined {
  if (text === null) return null;
  if (!(type in forms)) return text;
  if (!forms[type as Inferred].test(text)) return undefined;
  if (type === "boolean") return text.toLowerCase() === "true";
  if (type === "timestamp") return text;
  const number = Number(text);
  return type === "integer" && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

/** The type of values that have types of their own; any where they differ. */
export class ValueTypes {
  #type: ColumnType | undefined;

  add(value: Value | undefined): void {
    if (value === null || value === undefined) return;
    const type = typeOfValue(value);
    this.#type = this.#type === undefined || this.#type === type ? type : common(this.#type, type);
  }

  get type(): ColumnType {
    return this.#type ?? "any";
  }
}

function common(one: ColumnType, other: ColumnType): ColumnType {
  const both = new Set([one, other]);
  if (both.has("integer") && both.has("number")) return "number";
  return both.has("text") && both.has("timestamp") ? "text" : "any";
}

function typeOfValue(value: NonNullable<Value>): ColumnType {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string") return forms.timestamp.test(value) ? "timestamp" : "text";
  return typeof value === "bigint" ? "integer" : typeof value === "boolean" ? "boolean" : "json";
}
