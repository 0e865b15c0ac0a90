/** What every function of ours is made of. NULL in any argument is NULL out. */
import type { SqliteCell } from "../driver.ts";
import { integerOfBlob } from "../long-integer.ts";

export type Present = NonNullable<SqliteCell>;
export type Scalar = (...cells: Present[]) => SqliteCell;
export type Scalars = { readonly [name: string]: Scalar };

/** A cell as text; whole numbers beyond 64 bits are their digits. */
export function str(cell: Present): string {
  if (typeof cell !== "object") return String(cell);
  return integerOfBlob(cell)?.toString() ?? Buffer.from(cell).toString("utf8");
}

export function bool(value: boolean): SqliteCell {
  return value ? 1n : 0n;
}

/** As SQLite orders values: numbers, then texts, then blobs. */
export function compareCells(a: Present, b: Present): number {
  const rank = (cell: Present): number => (typeof cell === "object" ? 2 : typeof cell === "string" ? 1 : 0);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (rank(a) > 0) return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
  return a > b ? 1 : a < b ? -1 : 0;
}
