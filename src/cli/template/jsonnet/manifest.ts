/** Values of jsonnet as JSON: as data, and as text. */
import type { JsonValue } from "../../../common/value.ts";
import { Fault } from "./fault.ts";
import { ArrayValue, isFunction, Lazy, ObjectValue, type Value } from "./values.ts";

/** How JSON is laid out. */
export interface Layout {
  /** Before each item, once for each level. */
  readonly indent: string;
  /** After the opening bracket and before the closing one. */
  readonly newline: string;
  readonly colon: string;
  readonly comma: string;
  /** Between the brackets of what is empty. */
  readonly blank: string;
}

const oneLine: Layout = { indent: "", newline: "", colon: ": ", comma: ", ", blank: " " };

/** An item a line. */
export function linesOf(indent: string, newline = "\n", colon = ": "): Layout {
  return { indent, newline, colon, comma: `,${newline}`, blank: newline + newline };
}

/** Throws a Fault for functions, which are no data. */
export function toJson(value: Value): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (isFunction(value)) throw functionAsData();
  if (value instanceof ArrayValue) return value.values.map(toJson);
  value.check();
  const entries = value.names(false).map((name) => [name, toJson(value.get(name) ?? null)] as const);
  return Object.fromEntries(entries) as JsonValue;
}

function functionAsData(): Fault {
  return new Fault("a function is no data", { hint: "Call it, or hide its field with ::." });
}

export function fromJson(value: JsonValue): Value {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return ArrayValue.of((value as readonly JsonValue[]).map(fromJson));
  return ObjectValue.of(Object.entries(value).map(([name, inner]) => [name, Lazy.of(fromJson(inner as JsonValue))]));
}

/** As `std.toString` and `+` beside a text show it. */
export function toText(value: Value): string {
  return typeof value === "string" ? value : jsonText(value);
}

/** JSON, laid out. Throws a Fault for functions. */
export function jsonText(value: Value, layout = oneLine): string {
  return written(value, layout, "");
}

function written(value: Value, layout: Layout, margin: string): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return digitsOf(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isFunction(value)) throw functionAsData();
  const inner = margin + layout.indent;
  if (value instanceof ArrayValue) {
    const items = value.values.map((item) => written(item, layout, inner));
    return enclosed(items, "[]", { layout, margin });
  }
  value.check();
  const items = value.names(false).map((name) => {
    return `${JSON.stringify(name)}${layout.colon}${written(value.get(name) ?? null, layout, inner)}`;
  });
  return enclosed(items, "{}", { layout, margin });
}

/** Whole numbers without an exponent; others as short as they can be told apart. */
function digitsOf(number: number): string {
  if (Object.is(number, -0)) return "-0";
  return Number.isInteger(number) ? BigInt(number).toString() : String(number);
}

interface Place {
  readonly layout: Layout;
  readonly margin: string;
}

function enclosed(items: readonly string[], brackets: "[]" | "{}", { layout, margin }: Place): string {
  const { indent, newline, comma, blank } = layout;
  const inside =
    items.length === 0
      ? blank + margin
      : `${newline}${items.map((item) => margin + indent + item).join(comma)}${newline}${margin}`;
  return brackets.charAt(0) + inside + brackets.charAt(1);
}
