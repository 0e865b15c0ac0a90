/** Functions that stand in FROM: what a query of each yields, and the columns of those that the local engine has. */
import type { ColumnType } from "../../common/value.ts";
import { describe, type FunctionDescription } from "./description.ts";

export const tables: readonly FunctionDescription[] = [
  describe(
    ["generate_series", "start, stop [, step]", "same"],
    "One row for each number or moment from start to stop, both included; moments need a step such as INTERVAL '1 day'.",
    "n FROM generate_series(1, 10, 3) AS n",
  ),
  describe(["unnest", "list", "any"], "One row for each item of a JSON list.", "x FROM unnest('[\"a\", 2]') AS x"),
  describe(
    ["json_each", "json [, path]", "any"],
    "One row for each item of a list or member of an object: key, value, type, atom, id, parent, fullkey, path.",
    'key, value FROM json_each(\'{"a": 1, "b": [2]}\')',
  ),
  describe(
    ["json_tree", "json [, path]", "any"],
    "The same for everything below, with the columns of json_each.",
    "fullkey FROM json_tree('{\"a\": [2]}')",
  ),
  describe(
    ["json_array_elements", "list", "any"],
    "Another name of unnest; jsonb_array_elements too.",
    "x FROM json_array_elements('[1, 2]') AS x",
  ),
  describe(
    ["jsonb_array_elements", "list", "any"],
    "Another name of unnest.",
    "x FROM jsonb_array_elements('[1, 2]') AS x",
  ),
  describe(
    ["json_object_keys", "json", "text"],
    "One row for each key of an object.",
    'k FROM json_object_keys(\'{"a": 1, "b": 2}\') AS k',
  ),
  describe(
    ["string_to_table", "text, separator", "text"],
    "One row for each part between separators.",
    "x FROM string_to_table('a,b', ',') AS x",
  ),
  describe(
    ["regexp_split_to_table", "text, pattern [, flags]", "text"],
    "One row for each part between matches.",
    "x FROM regexp_split_to_table('a, b;c', '[,;] *') AS x",
  ),
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
