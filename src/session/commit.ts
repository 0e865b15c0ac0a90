/** The end of a transaction: what waited is sent in order; where a write fails, what was sent before it is undone or told. */
import { EngineError, toEngineError } from "../common/error.ts";
import type { Span } from "../common/span.ts";
import { runPlan } from "../execution/run-plan.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import { cancelled } from "./result.ts";
import { shownStatement } from "./shown-statement.ts";
import type { StatementRun } from "./run.ts";
import type { EndedTransaction, QueuedWrite } from "./transaction-state.ts";
import { mayStand, type Undone, undoAll, undoRequired } from "./undo.ts";

/** Longer statements are cut where an error lists them. */
const longestShown = 80;

interface Ending {
  readonly run: StatementRun;
  readonly journal: Journal;
  readonly span: Span;
}

/** Sends what waited. Throws as the first write that fails does, with what came of the others. */
export async function sendAll({ writes, sent, rollback }: EndedTransaction, { run, journal }: Ending): Promise<void> {
  for (const [index, write] of writes.entries()) {
    try {
      const notes = journal.for({ statement: textOf(write), sent });
      for await (const _ of runPlan(write.plan, { ...run, journal: notes }).batches);
    } catch (error) {
      const failure = (run.signal.aborted ? cancelled(error) : toEngineError(error)).withSql(write.text);
      const undone = rollback === "undo" ? await undoAll(sent, journal, run) : untouched(sent);
      throw withProgress(failure, { writes, index, undone, isTold: rollback !== "undo" });
    }
  }
}

/** COMMIT after a failure: nothing is sent, what was sent is undone. Throws `in_failed_sql_transaction`. */
export async function endFailed({ writes, sent }: EndedTransaction, { run, journal, span }: Ending): Promise<never> {
  const stands = sent.filter(mayStand).length > 0;
  const undone = await undoAll(sent, journal, run);
  const dropped = `nothing is sent: ${counted(writes.length)} dropped`;
  throw new EngineError({
    condition: "in_failed_sql_transaction",
    stage: "execute",
    message: `a statement of the transaction failed, so ${stands ? "it was rolled back" : dropped}`,
    hint: [...told(undone), "Mend the statement that failed and run the transaction again."].join(" "),
    span,
  });
}

/** The error of a ROLLBACK that left something behind. */
export function failedRollback(undone: Undone): EngineError {
  const { error } = undone;
  const reason =
    error === undefined ? "not everything that was sent can be undone" : `undo over HTTP error: ${error.message}`;
  return new EngineError({
    condition: "rollback_failed",
    stage: "execute",
    message: `Rollback failed: ${reason}`,
    hint: told({ ...undone, error: undefined }).join(" "),
    cause: error,
  });
}

export function counted(statements: number): string {
  return statements === 1 ? "1 queued statement was" : `${statements} queued statements were`;
}

function untouched(sent: readonly JournalEntry[]): Undone {
  return { undone: [], left: sent.filter(mayStand), error: undefined };
}

function told({ undone, left, error }: Undone): readonly string[] {
  return [
    ...(undone.length === 0 ? [] : [`Undone: ${undone.length}.`]),
    ...(error === undefined ? [] : [`An undo failed: ${error.message}.`]),
    ...undoRequired(left),
  ];
}

interface Progress {
  readonly writes: readonly QueuedWrite[];
  /** Of the write that failed. */
  readonly index: number;
  readonly undone: Undone;
  /** True where nobody tried to undo anything. */
  readonly isTold: boolean;
}

/** What was sent, what became of it, and what was not sent. */
function withProgress(failure: EngineError, { writes, index, undone, isTold }: Progress): EngineError {
  const after = writes.slice(index + 1);
  const stands = undone.left.filter(({ fact }) => fact.state === "done").length + undone.undone.length;
  const before = stands === 0 ? "Nothing was sent before it." : `Sent before it: ${stands}.`;
  const hint = [
    `Statement ${index + 1} of ${writes.length} of the transaction failed: ${shown(writes[index])}.`,
    before,
    ...(isTold ? undoRequired(undone.left) : told(undone)),
    ...(after.length === 0 ? [] : [`Not sent: ${after.map(shown).join("; ")}.`]),
    ...(failure.hint === undefined ? [] : [failure.hint]),
  ].join(" ");
  return failure.with({ hint });
}

function textOf({ text, span }: QueuedWrite): string {
  return text.slice(span.start, span.end);
}

function shown(write: QueuedWrite | undefined): string {
  const text = write === undefined ? "" : shownStatement(textOf(write));
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}
