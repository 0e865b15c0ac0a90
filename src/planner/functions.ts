/** The functions that the local engine offers and what type each returns; `same` is the type of the first argument. */
import type { ColumnType } from "../common/value.ts";
import type { FunctionCall } from "../sql/ast.ts";

type Returns = ColumnType | "same";

const text: Returns = "text";
const integer: Returns = "integer";
const number: Returns = "number";

export const functionTypes: { readonly [name: string]: Returns | undefined } = {
  // aggregates
  count: integer, sum: "any", total: number, avg: number, min: "same", max: "same",
  group_concat: text, string_agg: text, json_group_array: "json", json_group_object: "json",
  median: number, percentile: number, percentile_cont: number, percentile_disc: number,
  bool_and: "boolean", bool_or: "boolean", every: "boolean",
  // windows
  row_number: integer, rank: integer, dense_rank: integer, percent_rank: number, cume_dist: number, ntile: integer,
  lag: "same", lead: "same", first_value: "same", last_value: "same", nth_value: "same",
  // text
  char: text, concat: text, concat_ws: text, format: text, printf: text, glob: "boolean", hex: text, unhex: "any",
  instr: integer, length: integer, octet_length: integer, char_length: integer, character_length: integer,
  like: "boolean", lower: text, upper: text, ltrim: text, rtrim: text, trim: text, btrim: text, replace: text,
  substr: text, substring: text, left: text, right: text, lpad: text, rpad: text, repeat: text, reverse: text,
  quote: text, soundex: text, unicode: integer, split_part: text, strpos: integer, position: integer,
  starts_with: "boolean", ends_with: "boolean", initcap: text, string: text, to_json: "json", unistr: text, unistr_quote: text,
  regexp: "boolean", regexp_like: "boolean", regexp_substr: text, regexp_replace: text,
  // numbers
  abs: "same", ceil: number, ceiling: number, floor: number, round: number, trunc: number, sign: integer, mod: number,
  exp: number, ln: number, log: number, log10: number, log2: number, pi: number, pow: number, power: number, sqrt: number,
  degrees: number, radians: number, sin: number, cos: number, tan: number, asin: number, acos: number, atan: number,
  atan2: number, sinh: number, cosh: number, tanh: number, asinh: number, acosh: number, atanh: number,
  random: integer, randomblob: "any", zeroblob: "any", greatest: "same", least: "same",
  // choice
  coalesce: "same", ifnull: "same", iif: "any", if: "any", nullif: "same", likely: "same", unlikely: "same", likelihood: "same",
  typeof: text, cast_boolean: "boolean",
  // time
  date: text, time: text, datetime: "timestamp", julianday: number, unixepoch: integer, strftime: text, timediff: text,
  now: "timestamp", current_date: text, current_time: text, current_timestamp: "timestamp",
  // json
  json: "json", jsonb: "any", json_array: "json", json_array_length: integer, json_error_position: integer,
  json_extract: "any", json_extract_path_text: text, json_insert: "json", json_object: "json", json_patch: "json",
  json_pretty: text, json_quote: text, json_remove: "json", json_replace: "json", json_set: "json", json_type: text,
  json_valid: "boolean", json_array_insert: "json", json_equal: integer, aws_policy_equal: integer,
  // the engine itself
  changes: integer, last_insert_rowid: integer, total_changes: integer, sqlite_version: text, version: text, subtype: integer,
};

const aggregates = new Set([
  "count", "sum", "total", "avg", "group_concat", "string_agg", "json_group_array", "json_group_object", "median",
  "percentile", "percentile_cont", "percentile_disc", "bool_and", "bool_or", "every",
  "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value", "nth_value",
]);

/** True for calls that look at more than one row: aggregates and window functions. MIN and MAX of one argument are. */
export function isAggregate(call: FunctionCall): boolean {
  const name = call.name.parts.at(-1)?.name.toLowerCase() ?? "";
  if (call.over !== undefined || call.filter !== undefined) return true;
  return aggregates.has(name) || ((name === "min" || name === "max") && call.arguments.length < 2);
}

/** Columns of the table functions that are known; NULL where a function decides at run time. */
export const tableFunctionColumns: { readonly [name: string]: readonly { name: string; type: ColumnType }[] | undefined } = {
  json_each: jsonTableColumns(),
  json_tree: jsonTableColumns(),
};

function jsonTableColumns(): { name: string; type: ColumnType }[] {
  return [
    { name: "key", type: "any" },
    { name: "value", type: "any" },
    { name: "type", type: "text" },
    { name: "atom", type: "any" },
    { name: "id", type: "integer" },
    { name: "parent", type: "integer" },
    { name: "fullkey", type: "text" },
    { name: "path", type: "text" },
  ];
}
