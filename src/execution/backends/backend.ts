/** The seam to the SQL engine that runs the local part of a statement. */
import type { Batch, Column, ColumnType, Row, Value } from "../../common/value.ts";
import type { StoreSchema } from "../../planner/stored.ts";
import type { Query } from "../../sql/ast.ts";
import type { Dialect } from "../../sql/dialect.ts";

export interface Backend {
  readonly dialect: Dialect;
  /** A scope for one statement, with tables of its own; it spills to disk and vanishes on close. */
  openScope(options?: ScopeOptions): Scope;
  /** The same query, made to end soon after `checkTime` of its scope throws. */
  timed(query: Query): Query;
  /** Where rows of calls are kept; opens the store. */
  rowCache(): RowCache;
  /** The same where something may be kept; undefined where nothing is, or can be. */
  openRowCache(): RowCache | undefined;
  /** False where a query that was made `timed` may run on for long all the same. */
  canTime(query: Query): boolean;
  /** Makes sure that a store is there for scopes to write to. */
  openStore(schema: StoreSchema): void;
  /** The declared type of a stored column. */
  storageType(type: ColumnType): string;
  close(): void;
}

/** Rows of calls, kept for a while. */
export interface RowCache {
  /** The pages of a call that were kept at `since` (milliseconds since 1970) or later. */
  find(key: string, since: number): Iterable<Batch> | undefined;
  /** Goes up when what is kept of a provider is forgotten. */
  generation(provider: string): number;
  /** Keeps the pages of a call, unless something was forgotten since its generation. */
  keep(call: KeptCall, pages: readonly Batch[]): void;
  /** Forgets what is kept of a provider, or of all. */
  forget(provider?: string): void;
  list(): readonly KeptEntry[];
}

export interface KeptCall {
  readonly key: string;
  readonly provider: string;
  readonly relation: string;
  readonly kept: number;
  readonly expires: number;
  readonly generation: number;
}

export interface KeptEntry extends Pick<KeptCall, "relation" | "kept" | "expires"> {
  readonly rows: number;
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
  /** The rows of a table, staged or stored; undefined where they are not known. */
  rowsIn(name: readonly string[]): number | undefined;
  /** All rows of a query that was made `timed`; undefined, in about that time, where it takes longer. */
  queryWithin(sql: string, columns: readonly Column[], milliseconds: number): readonly Batch[] | undefined;
  /**
   * The rows of a query that runs elsewhere: this thread stays free, and the query ends at once when the signal aborts.
   * Absent where there is no such place.
   */
  readonly queryElsewhere?:
    | ((sql: string, columns: readonly Column[], signal: AbortSignal) => AsyncIterable<readonly Row[]>)
    | undefined;
  /** Runs a statement that yields no rows. */
  run(sql: string, parameters?: readonly Value[]): void;
  /** All or nothing of what `work` does to the stores. Waits for others that write; throws `lock_not_available`. */
  transaction<T>(work: () => T): T;
  close(): void;
}
