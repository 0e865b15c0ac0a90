/** What every function of ours is made of. NULL in any argument is NULL out. */
import type { SqliteCell } from "../driver.ts";

export type Present = NonNullable<SqliteCell>;
export type Scalar = (...cells: Present[]) => SqliteCell;
export type Scalars = { readonly [name: string]: Scalar };

export function str(cell: Present): string {
  return typeof cell === "object" ? Buffer.from(cell).toString("utf8") : String(cell);
}

export function bool(value: boolean): SqliteCell {
  return value ? 1n : 0n;
}
