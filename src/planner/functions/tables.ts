/** Functions that stand in FROM: each yields rows. */
import type { FunctionDescription } from "./description.ts";

export type TableFunctionDescription = Omit<FunctionDescription, "returns">;

/** Of JSON; `functions.ts` has their columns. */
export const jsonTables: readonly TableFunctionDescription[] = [
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
