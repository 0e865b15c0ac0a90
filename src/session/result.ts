/** An outcome as a ResultSet: events at both ends, errors with their SQL, everything stopped when the reader stops. */
import { EngineError, toEngineError } from "../common/error.ts";
import type { ResultSet } from "../common/result.ts";
import type { Batch } from "../common/value.ts";
import type { Outcome } from "../execution/outcome.ts";
import type { StatementRun } from "./run.ts";

export function resultOf(outcome: Outcome, run: StatementRun, sql: string): ResultSet {
  const { columns, message } = outcome;
  return {
    columns,
    batches: watched(outcome.batches, run, sql),
    warnings: run.warnings,
    ...(message === undefined ? {} : { message }),
  };
}

async function* watched(batches: AsyncIterable<Batch>, run: StatementRun, sql: string): AsyncIterable<Batch> {
  const started = performance.now();
  let rows = 0;
  let failure: EngineError | undefined;
  run.onEvent({ kind: "statement-started", sql });
  try {
    for await (const batch of batches) {
      rows += batch.length;
      yield batch;
    }
  } catch (error) {
    failure = failureOf(error, run).withSql(sql);
    throw failure;
  } finally {
    run.abort.abort();
    run.onEvent({ kind: "statement-ended", rows, milliseconds: performance.now() - started, error: failure });
  }
}

/** Whatever broke because the caller cancelled is a cancellation. */
function failureOf(error: unknown, run: StatementRun): EngineError {
  const wasCancelled = run.signal.aborted || (error instanceof Error && error.name === "AbortError");
  if (!wasCancelled || (error instanceof EngineError && error.condition !== "internal_error"))
    return toEngineError(error);
  return cancelled(error);
}

/** The error of a statement whose caller wants it no more. */
export function cancelled(cause: unknown): EngineError {
  return new EngineError({
    condition: "query_canceled",
    stage: "execute",
    message: "the statement was cancelled",
    cause,
  });
}
