/** Rows that came, against those that had to. */
import { isDeepStrictEqual } from "node:util";
import type { ExpectedRow } from "./answers.ts";
import { isObject, type Json } from "./schema.ts";

export type FoundRow = { readonly [column: string]: unknown };

/** What differs, at most once for each kind: the kind, then the place. */
export function rowDifferences(
  found: readonly FoundRow[],
  expected: readonly ExpectedRow[],
  given: ReadonlyMap<string, unknown>,
): string[] {
  if (found.length !== expected.length) return [`row count: ${found.length} for ${expected.length}`];
  for (const [index, row] of expected.entries()) {
    const cells = found[index] ?? {};
    for (const [column, value] of row) {
      if (!Object.hasOwn(cells, column))
        return [`columns: ${column} is none of ${Object.keys(cells).slice(0, 12).join(", ")}`];
      if (value !== undefined && !isSame(cells[column], value, given.get(column))) {
        return [`cell: row ${index}, ${column} is ${shown(cells[column])} for ${shown(value)}`];
      }
    }
    const more = Object.keys(cells).filter(
      (column) => !row.has(column) && !given.has(column) && !given.has(`data__${column}`),
    );
    if (more.length > 0) return [`columns: ${more.slice(0, 5).join(", ")} not in the document`];
  }
  return [];
}

function isSame(cell: unknown, value: Json, given: unknown): boolean {
  if (value === null)
    return cell === null || (given !== undefined && String(cell) === String(given)) || isDeepStrictEqual(cell, given);
  if (typeof value === "boolean") return cell === value || cell === Number(value) || cell === String(value);
  if (typeof value === "object")
    return isDeepStrictEqual(plain(typeof cell === "string" ? parsed(cell) : cell), plain(value));
  // What SQLite says of a view: booleans are numbers, JSON is text.
  if (typeof cell === "boolean") return String(Number(cell)) === String(value) || String(cell) === String(value);
  if (typeof cell === "object" && cell !== null && typeof value === "string")
    return isDeepStrictEqual(plain(cell), plain(parsed(value)));
  // Long integers travel as text, and come as numbers.
  return cell === value || (typeof cell !== "object" && String(cell) === String(value));
}

/** One type for whole numbers. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return typeof value === "bigint"
    ? `#${value}`
    : typeof value === "number" && Number.isInteger(value)
      ? `#${value}`
      : value;
}

function shown(value: unknown): string {
  return String(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)),
  ).slice(0, 160);
}

/** Long integers keep their digits. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/(?<=[[:,]\s*)-?\d{16,}(?=\s*[,\]}])/g, '"#$&"'));
  } catch {
    return text;
  }
}
