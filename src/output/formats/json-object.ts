// A row as the text of one JSON object, for json and jsonl.
import { Json, type Column, type Row, type Value } from "../../common/value.ts";
import { compactJson } from "../json-text.ts";

/**
 * Makes the function that writes a row as an object without line breaks. Keys stand in SELECT order; the object is
 * written as text because a JavaScript object would move keys such as "1" to the front and swallow "__proto__".
 */
export function objectWriter(columns: readonly Column[], jsonStrings: boolean): (row: Row) => string {
  const keys = uniqueNames(columns.map((column) => column.name)).map((name) => `${JSON.stringify(name)}:`);
  return (row) => {
    let text = "{";
    for (const [index, key] of keys.entries()) {
      text += (index === 0 ? "" : ",") + key + jsonCell(row[index] ?? null, jsonStrings);
    }
    return `${text}}`;
  };
}

/**
 * Names that differ from each other: a later duplicate gets `_2`, `_3` and so on, passing over names that other
 * columns have.
 */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; seen.has(unique) || (unique !== name && taken.has(unique)); count++)
      unique = `${name}_${count}`;
    seen.add(unique);
    return unique;
  });
}

function jsonCell(cell: Value, jsonStrings: boolean): string {
  if (cell instanceof Json) {
    const text = compactJson(cell.text);
    return jsonStrings ? JSON.stringify(text) : text;
  }
  return typeof cell === "bigint" ? cell.toString() : JSON.stringify(cell);
}
