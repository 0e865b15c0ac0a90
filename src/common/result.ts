import type { Piece } from "./block.ts";
import type { Warning } from "./event.ts";
import type { SourceOutcome } from "./source.ts";
import type { Batch, Column } from "./value.ts";

/** What one statement yields. Reading `batches` runs it; stopping early releases what it holds. */
export interface ResultSet {
  /** Empty where the statement yields no rows by nature (a write without RETURNING). */
  readonly columns: readonly Column[];
  readonly batches: AsyncIterable<Batch>;
  /** The same rows, where some can be told as text: reading them runs the statement, and leaves `batches` alone. */
  readonly pieces?: AsyncIterable<Piece>;
  /** What to tell a person after a statement without rows; known once `batches` has ended. */
  readonly message?: () => string | undefined;
  /** The warnings so far; complete once `batches` has ended. */
  readonly warnings: readonly Warning[];
  /** What became of each source so far; complete once `batches` has ended. */
  readonly sources?: () => readonly SourceOutcome[];
}
