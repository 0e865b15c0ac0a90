/**
 * Transactions over APIs, which have none: queries run at once, writes wait and are sent in order by COMMIT. What was
 * sent is undone, or said to be undone by hand (`commit.ts`).
 */
import { EngineError, type ErrorCondition } from "../common/error.ts";
import type { Warning } from "../common/event.ts";
import { redact } from "../common/redact.ts";
import type { Batch } from "../common/value.ts";
import type { Outcome } from "../execution/outcome.ts";
import { isMutation, type PhysicalPlan } from "../planner/plan.ts";
import type { Transaction } from "../sql/ast.ts";
import { counted, endFailed, failedRollback, sendAll } from "./commit.ts";
import type { JournalEntry } from "./journal.ts";
import type { Engine, StatementRun } from "./run.ts";
import type { QueuedWrite, TransactionState } from "./transaction-state.ts";
import { mayStand, undoAll, undoRequired } from "./undo.ts";

type Part = Pick<Engine, "transaction" | "journal" | "rollbackType" | "maxTransactionDepth">;

const returningLeftOut: Warning = {
  condition: "returning_left_out",
  message:
    "the write waits for COMMIT, which shows no rows of RETURNING; SET rollback_type = 'eager' sends writes at once",
};

/**
 * Puts a write into the open transaction; undefined where there is nothing to put, or it is sent at once. Warns of a
 * RETURNING, whose rows nobody sees. Throws `read_only_sql_transaction`, and `in_failed_sql_transaction` for what would be sent at once after a failure.
 */
export function queue(
  state: TransactionState,
  write: QueuedWrite,
  { warn }: Pick<StatementRun, "warn">,
): Outcome | undefined {
  if (!state.isOpen || !isMutation(write.plan)) return undefined;
  const { readOnly, rollback } = state.terms;
  if (readOnly) {
    const hint = "It was begun READ ONLY; ROLLBACK ends it.";
    throw refusal("read_only_sql_transaction", "the transaction only reads", hint, write.span);
  }
  if (rollback !== "eager") {
    if (write.plan.returning !== undefined && write.plan.verb !== "EXEC") warn(returningLeftOut);
    return outcome("mutating statement queued", () => state.add(write));
  }
  if (!state.isFailed) return undefined;
  const message = "a statement of the transaction failed, so nothing more is sent";
  throw refusal("in_failed_sql_transaction", message, "ROLLBACK undoes what was sent.", write.span);
}

/**
 * BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, SET TRANSACTION. Reading the batches throws `active_sql_transaction`,
 * `no_active_sql_transaction`, `in_failed_sql_transaction`, `invalid_savepoint_specification`, `rollback_failed`, and
 * what the first write that fails throws, with what was sent and what was not.
 */
export function runTransaction(statement: Transaction, run: StatementRun, engine: Part): Outcome {
  const { transaction: state } = engine;
  run.shown = statement.action.toUpperCase();
  const actions: { readonly [A in Transaction["action"]]: () => Outcome } = {
    begin: () => outcome("OK", () => begin(statement, engine)),
    rollback: () =>
      inside("Rollback OK", () => undo(() => (state.depth > 1 ? state.rollbackInner() : state.end().sent))),
    commit: () => inside("OK", () => commit(statement, run, engine)),
    savepoint: () => inside("OK", () => state.savepoint(nameOf(statement))),
    "rollback-to": () =>
      inside("Rollback OK", () => undo(() => state.rollbackTo(nameOf(statement)) ?? noSavepoint(statement))),
    // APIs isolate nothing: only whether writes are taken can be set.
    set: () => inside("OK", () => state.setReadOnly(isReadOnly(statement) ?? state.terms.readOnly)),
    release: () => inside("OK", () => void (state.release(nameOf(statement)) || noSavepoint(statement))),
  };
  const inside = (message: string, work: () => void | Promise<void>): Outcome =>
    outcome(message, () => {
      const hint = "BEGIN opens one.";
      if (!state.isOpen) throw refusal("no_active_sql_transaction", "no transaction is open", hint, statement.span);
      const adds = statement.action === "savepoint" || statement.action === "release";
      if (adds && state.isFailed) throw inFailed(statement);
      return work();
    });
  const undo = async (back: () => readonly JournalEntry[]): Promise<void> => {
    const before = state.local;
    const sent = back();
    warnOfLocal(before - state.local, run);
    const { undone, left, error } = await undoAll(sent, engine.journal, run);
    if (left.length > 0) throw failedRollback({ undone, left, error });
  };
  return actions[statement.action]();
}

function begin(statement: Transaction, { transaction, rollbackType, maxTransactionDepth }: Part): void {
  if (transaction.isFailed) throw inFailed(statement);
  if (maxTransactionDepth !== undefined && transaction.depth >= maxTransactionDepth) {
    const message = `transactions nest at most ${maxTransactionDepth} deep, and as many are open already`;
    throw refusal("active_sql_transaction", message, "COMMIT or ROLLBACK ends the innermost.", statement.span);
  }
  transaction.begin({ rollback: rollbackType, readOnly: isReadOnly(statement) === true });
}

/** Undefined where the statement does not say. */
function isReadOnly({ modes = [] }: Transaction): boolean | undefined {
  return modes.includes("READ ONLY") ? true : modes.includes("READ WRITE") ? false : undefined;
}

async function commit({ span }: Transaction, run: StatementRun, { transaction, journal }: Part): Promise<void> {
  if (transaction.isFailed) warnOfLocal(transaction.local, run);
  if (transaction.isFailed) return endFailed(transaction.end(), { run, journal, span });
  if (transaction.depth > 1) return transaction.merge();
  await sendAll(transaction.end(), { run, journal, span });
}

/**
 * Notes in the open transaction, once its rows are read, that a statement changed views, tables or connections of the session's
 * own: those are done at once. REFRESH changes nothing that could be taken back.
 */
export function noteLocal(state: TransactionState, plan: PhysicalPlan, made: Outcome): Outcome {
  if (!state.isOpen || !changesLocally(plan)) return made;
  return { ...made, batches: thenDo(made.batches, () => state.addLocal()) };
}

function changesLocally(plan: PhysicalPlan): boolean {
  if (plan.kind === "session") return /^(create|drop)-connection/.test(plan.statement.kind);
  if (plan.kind !== "store" || plan.operation.kind === "nothing") return false;
  return plan.operation.kind !== "fill" || plan.operation.table.kind === "table";
}

async function* thenDo(batches: AsyncIterable<Batch>, work: () => void): AsyncIterable<Batch> {
  yield* batches;
  work();
}

/** What ROLLBACK leaves: the store has no transaction that outlasts a statement. */
function warnOfLocal(changes: number, { warn }: StatementRun): void {
  if (changes === 0) return;
  const what =
    changes === 1
      ? "1 change of views, tables and connections of your own stands"
      : `${changes} changes of views, tables and connections of your own stand`;
  warn({
    condition: "local_changes_stand",
    message: `${what}: they are made at once, and ROLLBACK takes back calls alone`,
  });
}

/** A warning where the session ends before its transaction. */
export function warnOfOpenTransaction({ transaction, onEvent }: Pick<Engine, "transaction" | "onEvent">): void {
  if (!transaction.isOpen) return;
  const { writes, sent } = transaction.end();
  const stands = sent.filter(mayStand);
  const parts = [
    ...(writes.length === 0 ? [] : [`${counted(writes.length)} not sent`]),
    ...(stands.length === 0 ? [] : [`what was sent stands. ${undoRequired(stands.toReversed()).join(" ")}`]),
  ];
  if (parts.length === 0) return;
  const message = `the transaction was not committed: ${parts.join("; ")}`;
  onEvent({ kind: "warning", warning: { condition: "transaction_left_open", message } });
}

/** Names are compared as those of columns are: without case. */
function nameOf({ name }: Transaction): string {
  return name?.name.toLowerCase() ?? "";
}

function noSavepoint({ name, span }: Transaction): never {
  const hint = "SAVEPOINT sets one; it ends with RELEASE, and with the BEGIN that it stands in.";
  throw refusal("invalid_savepoint_specification", `there is no savepoint ${name?.name}`, hint, name?.span ?? span);
}

function inFailed({ span }: Transaction): EngineError {
  const hint = "ROLLBACK ends it, ROLLBACK TO goes back to a savepoint.";
  return refusal("in_failed_sql_transaction", "a statement of the transaction failed", hint, span);
}

// oxlint-disable-next-line max-params -- the four parts of a refusal
function refusal(condition: ErrorCondition, message: string, hint: string, span: Transaction["span"]): EngineError {
  return new EngineError({ condition, stage: "execute", message: redact(message), hint, span });
}

/** No rows, a message, and what happens when they are read. */
function outcome(message: string, work: () => void | Promise<void>): Outcome {
  return { columns: [], batches: emptyAfter(work), message: () => message };
}

// eslint-disable-next-line require-yield -- there are no rows
async function* emptyAfter(work: () => void | Promise<void>): AsyncIterable<Batch> {
  await work();
}
