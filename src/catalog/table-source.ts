/** A relation that another database holds: what may be asked of it beside all of its rows. */
import type { Batch, Value } from "../common/value.ts";

const termOperators = ["=", "in", "<", "<=", ">", ">=", "is null", "is not null"] as const;

/** A condition on one column. `values` are none for the null tests, one for comparisons, any number for `in`. */
export interface TableTerm {
  readonly column: string;
  readonly operator: (typeof termOperators)[number];
  readonly values: readonly Value[];
}

export interface TableRead {
  /** The columns of the rows, in this order. */
  readonly columns: readonly string[];
  /** All must hold. */
  readonly terms: readonly TableTerm[];
  readonly limit?: number | undefined;
}

/** What a read leaves out is a matter of speed, never of meaning: every term is tested again on what comes back. */
export interface TableSource {
  /** True where the database keeps, by this term, every row that the local engine would keep. */
  accepts(term: TableTerm): boolean;
  /** True where nothing else runs while it makes the next rows. */
  readonly holdsThread: boolean;
  /** The SQL that `read` sends. */
  sql(read: TableRead): string;
  /** Rows as they arrive; leaving the iteration, or the signal, ends the read. Throws what the database reports. */
  read(read: TableRead, signal: AbortSignal): AsyncIterable<Batch>;
}
