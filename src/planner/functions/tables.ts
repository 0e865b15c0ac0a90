/** Functions that stand in FROM: each yields rows. */
import type { ColumnType } from "../../common/value.ts";
import type { FunctionDescription } from "./description.ts";

export type TableFunctionDescription = Omit<FunctionDescription, "returns">;

/** Of numbers, moments and JSON. */
export const tables: readonly TableFunctionDescription[] = [
  {
    name: "generate_series",
    signature: "start, stop [, step]",
    summary:
      "A row for each number or moment from start to stop, both included; moments need a step such as INTERVAL '1 day'.",
    example: "n FROM generate_series(1, 10, 3) AS n",
  },
  {
    name: "json_each",
    signature: "json [, path]",
    summary: "A row for each element of a list, or each field of an object.",
    example: "key, value FROM json_each('[5,6]')",
  },
  {
    name: "json_tree",
    signature: "json [, path]",
    summary: "A row for each value at any depth.",
    example: `fullkey FROM json_tree('{"a":[5]}')`,
  },
  {
    name: "unnest",
    signature: "list",
    summary: "A row for each element of a list; WITH ORDINALITY numbers them.",
    example: "x FROM unnest('[5,6]') AS t (x)",
  },
  {
    name: "json_array_elements",
    signature: "list",
    summary: "Another name of unnest.",
    example: "x FROM json_array_elements('[1, 2]') AS x",
  },
  {
    name: "jsonb_array_elements",
    signature: "list",
    summary: "Another name of unnest.",
    example: "x FROM jsonb_array_elements('[1, 2]') AS x",
  },
  {
    name: "json_object_keys",
    signature: "json",
    summary: "A row for each key of an object.",
    example: `k FROM json_object_keys('{"a": 1, "b": 2}') AS k`,
  },
  {
    name: "string_to_table",
    signature: "text, separator",
    summary: "A row for each part between separators.",
    example: "x FROM string_to_table('a,b', ',') AS x",
  },
  {
    name: "regexp_split_to_table",
    signature: "text, pattern [, flags]",
    summary: "A row for each part between matches.",
    example: "x FROM regexp_split_to_table('a, b;c', '[,;] *') AS x",
  },
];

/** Of files; options are `name = value`. */
export const fileTables: readonly TableFunctionDescription[] = [
  {
    name: "read_csv",
    signature: "path [, option …]",
    summary: "The rows of CSV files; options: delimiter, header, all_text, sample_size.",
    example: "* FROM read_csv('prices.csv', delimiter = ';')",
  },
  {
    name: "read_json",
    signature: "path",
    summary: "The elements of JSON files.",
    example: "* FROM read_json('owners.json')",
  },
  {
    name: "read_jsonl",
    signature: "path [, option …]",
    summary: "The lines of files of JSON lines; option: sample_size.",
    example: "* FROM read_jsonl('log.jsonl')",
  },
  {
    name: "read_ndjson",
    signature: "path [, option …]",
    summary: "Another name of read_jsonl.",
    example: "* FROM read_ndjson('log.ndjson')",
  },
  {
    name: "read_parquet",
    signature: "path",
    summary: "The rows of Parquet files.",
    example: "* FROM read_parquet('usage.parquet')",
  },
];

/** Functions in FROM that are rows of a list, and the function that makes it; `list` where the list is given. */
export const listFunctions: { readonly [name: string]: string | undefined } = {
  unnest: "list",
  json_array_elements: "list",
  jsonb_array_elements: "list",
  json_object_keys: "json_object_keys",
  string_to_table: "string_to_array",
  regexp_split_to_table: "regexp_split_to_array",
};

/** Columns of the table functions that are known; NULL where a function decides at run time. */
export const tableFunctionColumns: {
  readonly [name: string]: readonly { name: string; type: ColumnType }[] | undefined;
} = {
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

/** The function of the local engine that yields a series as a JSON list. */
export const seriesFunction = "tributary_series";

/** The function that reads an item of `json_each` exactly: its value, the document, and where in it the item stands. */
export const itemFunction = "json_item";

/** True for the names of functions that stand in FROM. */
export function isTableFunction(name: string): boolean {
  return tables.some((table) => table.name === name);
}
