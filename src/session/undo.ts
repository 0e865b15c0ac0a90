/** Undoes calls of a transaction, the latest first, and tells what is left to be undone by hand. */
import { type EngineError, toEngineError } from "../common/error.ts";
import { sendUndo } from "../execution/undo-call.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import { shownStatement } from "./shown-statement.ts";
import type { StatementRun } from "./run.ts";

/** What became of an attempt to undo calls. */
export interface Undone {
  readonly undone: readonly JournalEntry[];
  readonly left: readonly JournalEntry[];
  /** The first undo that failed. */
  readonly error: EngineError | undefined;
}

/**
 * Goes on after a failure: every object that is as before is one less to see to. A cancelled statement is undone all
 * the same.
 */
export async function undoAll(sent: readonly JournalEntry[], journal: Journal, run: StatementRun): Promise<Undone> {
  const undone: JournalEntry[] = [];
  const left: JournalEntry[] = [];
  let error: EngineError | undefined;
  for (const entry of sent.filter(mayStand).toReversed()) {
    if (entry.undo === undefined || entry.fact.state !== "done") {
      left.push(entry);
      continue;
    }
    try {
      const notes = journal.for({ statement: entry.undo.statement, undoes: entry });
      await sendUndo(entry.undo, notes, run);
      undone.push(entry);
      journal.undone(entry);
    } catch (thrown) {
      error ??= toEngineError(thrown);
      // It is undone even where that cannot be noted any more.
      if (undone.at(-1) !== entry) left.push(entry);
    }
  }
  return { undone, left, error };
}

/** True where an entry tells of something that was done, or may have been. */
export function mayStand({ fact }: JournalEntry): boolean {
  return fact.state !== "failed" && fact.state !== "undone";
}

/** What somebody has to do by hand, the latest first. */
export function undoRequired(left: readonly JournalEntry[]): readonly string[] {
  return left.map(({ fact, verb, resource, undo }) => {
    if (fact.state !== "done") return `It is not known whether this was done: ${fact.httpMethod} ${fact.url}.`;
    const how = undo === undefined ? "" : `: ${shownStatement(undo.statement)}`;
    return `UNDO required: Undo the ${verb.toLowerCase()} on ${resource}${how}.`;
  });
}
