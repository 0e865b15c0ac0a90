/** The seam to the SQL engine that runs the local part of a statement. */
import type { Batch, Column, Row, Value } from "../../common/value.ts";
import type { Dialect } from "../../sql/dialect.ts";

export interface Backend {
  readonly dialect: Dialect;
  /** A scope for one statement, with tables of its own; it spills to disk and vanishes on close. */
  openScope(): Scope;
  close(): void;
}

export interface Scope {
  createTable(name: string, columns: readonly Column[]): void;
  /** Inserts rows in one transaction. */
  stage(table: string, rows: Batch): void;
  /** Throws where the query could not run, whatever rows its tables will hold. */
  check(sql: string): void;
  /** Runs a query and yields its rows in batches. `columns` say what each cell is to become. */
  query(sql: string, columns: readonly Column[], parameters?: readonly Value[]): Iterable<readonly Row[]>;
  close(): void;
}
