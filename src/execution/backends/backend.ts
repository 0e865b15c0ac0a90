/** The seam to the SQL engine that runs the local part of a statement. */
import type { Batch, Column, Row, Value } from "../../common/value.ts";
import type { Query } from "../../sql/ast.ts";
import type { Dialect } from "../../sql/dialect.ts";

export interface Backend {
  readonly dialect: Dialect;
  /** A scope for one statement, with tables of its own; it spills to disk and vanishes on close. */
  openScope(options?: ScopeOptions): Scope;
  /** The same query, made to end soon after `checkTime` of its scope throws. */
  timed(query: Query): Query;
  close(): void;
}

export interface ScopeOptions {
  /** Called now and then while a query that was made `timed` runs; what it throws ends the query. */
  readonly checkTime?: (() => void) | undefined;
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
