// A row as the text of one JSON object, for json and jsonl.
import { once } from "../../common/once.ts";
import { uniqueNames } from "../../common/unique-names.ts";
import { Json, type Column, type Row, type Value } from "../../common/value.ts";
import type { BlockStyle } from "../block-text.ts";
import { compactJson } from "../json-text.ts";

/**
 * Makes the function that writes a row as an object without line breaks. Keys stand in SELECT order; the object is
 * written as text because a JavaScript object would move keys such as "1" to the front and swallow "__proto__".
 */
export function objectWriter(columns: readonly Column[], jsonStrings: boolean): (row: Row) => string {
  const keys = keysOf(columns);
  return (row) => {
    let text = "{";
    for (const [index, key] of keys.entries()) {
      text += (index === 0 ? "" : ",") + key + jsonCell(row[index] ?? null, jsonStrings);
    }
    return `${text}}`;
  };
}

function keysOf(columns: readonly Column[]): readonly string[] {
  return uniqueNames(columns.map((column) => column.name)).map((name) => `${JSON.stringify(name)}:`);
}

const escaped = once(() => /["\\\p{Cc}\p{Cs}]/u);
const escapedInLines = once(() => /(?!\n)["\\\p{Cc}\p{Cs}]/u);

/** The same objects of rows that are text, each with `separator` behind it. */
export function objectStyle(columns: readonly Column[], separator: string): BlockStyle {
  const keys = keysOf(columns);
  return {
    // JSON writes a backslash before some of these; the line ends behind rows are no part of cells.
    isPlain: (text, between) => !(between === "" ? escaped() : escapedInLines()).test(text),
    lead: (column) => `${column === 0 ? "{" : '",'}${keys[column] ?? ""}"`,
    end: `"}${separator}`,
  };
}

function jsonCell(cell: Value, jsonStrings: boolean): string {
  if (cell instanceof Json) {
    const text = compactJson(cell.text);
    return jsonStrings ? JSON.stringify(text) : text;
  }
  return typeof cell === "bigint" ? cell.toString() : JSON.stringify(cell);
}
