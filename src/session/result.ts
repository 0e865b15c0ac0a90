/** An outcome as a ResultSet: events at both ends, errors with their SQL, everything stopped when the reader stops. */
import type { Piece } from "../common/block.ts";
import { now } from "../common/clock.ts";
import { EngineError, toEngineError } from "../common/error.ts";
import { redact } from "../common/redact.ts";
import type { ResultSet } from "../common/result.ts";
import { hidePasswords } from "../common/shown-sql.ts";
import type { Batch } from "../common/value.ts";
import { timeIsOver } from "../execution/guards.ts";
import type { Outcome } from "../execution/outcome.ts";
import type { StatementRun } from "./run.ts";

export function resultOf(outcome: Outcome, run: StatementRun, sql: string): ResultSet {
  const { columns, message } = outcome;
  return {
    columns,
    batches: watched(outcome.batches, run, sql),
    ...(outcome.pieces !== undefined && { pieces: watched(outcome.pieces, run, sql) }),
    warnings: run.warnings,
    sources: () => run.sources.outcomes(),
    ...(message === undefined ? {} : { message }),
  };
}

async function* watched<T extends Piece>(batches: AsyncIterable<T>, run: StatementRun, sql: string): AsyncIterable<T> {
  const started = now();
  let rows = 0;
  let failure: EngineError | undefined;
  const stopClock = startClock(run);
  run.onEvent({ kind: "statement-started", sql: hidePasswords(redact(run.shown)) });
  try {
    for await (const batch of batches) {
      rows += batch.length;
      yield batch;
    }
  } catch (error) {
    failure = failureOf(error, run).withSql(sql);
    run.onFailure();
    throw failure;
  } finally {
    stopClock();
    if (!run.sources.isEmpty) run.session.remember(run.sources);
    run.abort.abort();
    run.onEvent({ kind: "statement-ended", rows, milliseconds: now() - started, error: failure });
  }
}

/** Ends the statement when its time is over; local SQL, which no timer can end, looks at the clock itself. */
function startClock({ guards, limits, abort }: StatementRun): () => void {
  guards.start();
  const { statementTimeoutMilliseconds: milliseconds } = limits;
  if (milliseconds === undefined) return () => undefined;
  const timer = setTimeout(() => abort.abort(timeIsOver(milliseconds)), milliseconds);
  return () => clearTimeout(timer);
}

/** The same with at most `maxRows` rows; a warning where there were more. */
export function cutOff(outcome: Outcome, run: StatementRun): Outcome {
  if (run.limits.maxRows === undefined) return outcome;
  const { pieces: _, ...rest } = outcome;
  return { ...rest, batches: cut(outcome.batches, run) };
}

async function* cut(batches: AsyncIterable<Batch>, { limits: { maxRows }, warn }: StatementRun): AsyncIterable<Batch> {
  let left = maxRows ?? Infinity;
  for await (const batch of batches) {
    if (batch.length <= left) {
      left -= batch.length;
      yield batch;
      continue;
    }
    const message = `stopped after ${maxRows} ${maxRows === 1 ? "row" : "rows"}, but there are more`;
    warn({ condition: "row_limit_reached", message });
    if (left > 0) yield batch.slice(0, left);
    return;
  }
}

/** Whatever broke because the caller cancelled is a cancellation. */
function failureOf(error: unknown, run: StatementRun): EngineError {
  const reason: unknown = run.abort.signal.reason;
  if (reason instanceof EngineError) return reason;
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
