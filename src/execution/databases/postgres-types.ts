/** The types of PostgreSQL as ours, and its cells, which arrive as text, as values. */
import { cellOf, type ColumnType, Json, parseJson, type Value } from "../../common/value.ts";
import type { Comparison } from "./terms.ts";

export interface PostgresType {
  readonly type: ColumnType;
  readonly comparison: Comparison;
  /** The text that the server sends as a cell; absent where it is taken as it is. */
  readonly cell?: (text: string) => Value;
  /** Sent as JSON, whatever it is there. */
  readonly asJson?: true;
  /** False where NULL here may be something else there. */
  readonly nullsDiffer?: true;
}

const text: PostgresType = { type: "text", comparison: "ordered text" };
const integer: PostgresType = { type: "integer", comparison: "integer", cell: wholeNumber };
const json: PostgresType = { type: "json", comparison: "none", cell: jsonCell, nullsDiffer: true };
const timestamp: PostgresType = { type: "timestamp", comparison: "instant" };

/** By internal name, as `pg_type` has it. What is not here is text that is not compared over there. */
const types: { readonly [name: string]: PostgresType | undefined } = {
  text,
  varchar: text,
  bpchar: { type: "text", comparison: "text" },
  name: { type: "text", comparison: "text" },
  citext: { type: "text", comparison: "text" },
  uuid: { type: "text", comparison: "uuid" },
  int2: integer,
  int4: integer,
  int8: integer,
  oid: integer,
  // Half the width of a number here: 0.1 of the one is not 0.1 of the other.
  float4: { type: "number", comparison: "none", cell: floatCell },
  float8: { type: "number", comparison: "none", cell: floatCell },
  bool: { type: "boolean", comparison: "boolean", cell: (given) => given === "t" },
  timestamptz: { ...timestamp, cell: instant },
  timestamp: { ...timestamp, cell: (given) => given.replace(" ", "T") },
  date: { type: "text", comparison: "day" },
  json,
  jsonb: json,
};

/** Digits that a number holds whatever they are. */
const sureDigits = 15;

/**
 * The type of a column. `modifier` is `atttypmod`, -1 where the type was declared without precision. A numeric of
 * more digits than a number surely holds is a number where it can be one, else the text of its digits.
 */
export function postgresType(name: string, modifier: number, isArray: boolean): PostgresType {
  if (isArray) return { type: "json", comparison: "none", cell: jsonCell, asJson: true };
  if (name !== "numeric") return types[name] ?? { type: "text", comparison: "none" };
  if (modifier < 4) return { type: "any", comparison: "none", cell: numericCell };
  const packed = modifier - 4;
  const precision = (packed >> 16) & 0xffff;
  const scale = ((packed & 0x7ff) ^ 1024) - 1024;
  if (scale === 0) return { type: "integer", comparison: "integer", cell: wholeNumber };
  if (precision <= sureDigits && scale > 0) return { type: "number", comparison: "number", cell: numericCell };
  return { type: "any", comparison: "none", cell: numericCell };
}

function wholeNumber(digits: string): Value {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  return /^-?\d+$/.test(digits) ? BigInt(digits) : digits;
}

/** Exact, or the text itself. */
function numericCell(digits: string): Value {
  if (!digits.includes(".")) return wholeNumber(digits);
  const [whole = "", decimals = ""] = digits.split(".");
  const significant = `${whole}${decimals}`.replace(/^-?0*/, "").replace(/0+$/, "");
  return significant.length <= sureDigits ? Number(digits) : digits;
}

/** The local engine has no NaN: it stays text. */
function floatCell(digits: string): Value {
  return digits === "NaN" ? digits : Number(digits);
}

/** `2026-01-02 03:04:05.678+00` → `2026-01-02T03:04:05.678Z`; `infinity` and years before Christ stay as they are. */
function instant(given: string): string {
  const found = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/.exec(given);
  return found === null ? given : `${found[1] ?? ""}T${found[2] ?? ""}Z`;
}

function jsonCell(given: string): Value {
  return given.startsWith("{") || given.startsWith("[") ? Json.ofText(given) : cellOf(parseJson(given));
}
