/**
 * Transactions over APIs, which have none: queries run at once, writes wait and are sent in order by COMMIT. ROLLBACK
 * sends nothing.
 */
import { EngineError, toEngineError, type ErrorCondition } from "../common/error.ts";
import { redact } from "../common/redact.ts";
import type { Batch } from "../common/value.ts";
import type { Outcome } from "../execution/outcome.ts";
import { runPlan } from "../execution/run-plan.ts";
import type { PhysicalPlan } from "../planner/plan.ts";
import type { Transaction } from "../sql/ast.ts";
import type { Engine, StatementRun } from "./run.ts";
import type { QueuedWrite, TransactionState } from "./transaction-state.ts";

/** Longer statements are cut where an error lists them. */
const longestShown = 80;

/** True for what would change something at an API. */
export function isMutation(plan: PhysicalPlan): boolean {
  return plan.kind === "call" && (plan.verb !== "EXEC" || plan.method.request.httpMethod !== "GET");
}

/** Puts a write into the open transaction. */
export function queue(state: TransactionState, write: QueuedWrite): Outcome {
  return outcome("mutating statement queued", () => state.add(write));
}

/**
 * BEGIN, COMMIT or ROLLBACK. Reading the batches throws `active_sql_transaction`, `no_active_sql_transaction`,
 * `in_failed_sql_transaction`, and what the first write that fails throws, with what was sent and what was not.
 */
export function runTransaction({ action, span }: Transaction, run: StatementRun, state: TransactionState): Outcome {
  run.shown = action.toUpperCase();
  const refuse = (condition: ErrorCondition, message: string, hint: string): never => {
    throw new EngineError({ condition, stage: "execute", message, hint, span });
  };
  const mustBeOpen = (): void => {
    if (!state.isOpen()) refuse("no_active_sql_transaction", "no transaction is open", "BEGIN opens one.");
  };
  const actions: { readonly [A in Transaction["action"]]: () => Outcome } = {
    begin: () =>
      outcome("OK", () => {
        if (state.isOpen()) {
          refuse("active_sql_transaction", "a transaction is open already", "COMMIT or ROLLBACK ends it.");
        }
        state.begin();
      }),
    rollback: () =>
      outcome("Rollback OK", () => {
        mustBeOpen();
        state.end();
      }),
    commit: () =>
      outcome("OK", async () => {
        mustBeOpen();
        const isFailed = state.isFailed();
        const writes = state.end();
        if (isFailed) refuse("in_failed_sql_transaction", ...nothingSent(writes));
        await sendAll(writes, run);
      }),
  };
  return actions[action]();
}

/** A warning where the session ends before its transaction. */
export function warnOfOpenTransaction({ transaction, onEvent }: Pick<Engine, "transaction" | "onEvent">): void {
  if (!transaction.isOpen()) return;
  const writes = transaction.end();
  if (writes.length === 0) return;
  const message = `the transaction was not committed: ${counted(writes.length)} not sent`;
  onEvent({ kind: "warning", warning: { condition: "transaction_left_open", message } });
}

function nothingSent(writes: readonly QueuedWrite[]): [message: string, hint: string] {
  return [
    `a statement of the transaction failed, so nothing is sent: ${counted(writes.length)} dropped`,
    "Mend the statement that failed and run the transaction again.",
  ];
}

function counted(statements: number): string {
  return statements === 1 ? "1 queued statement was" : `${statements} queued statements were`;
}

async function sendAll(writes: readonly QueuedWrite[], run: StatementRun): Promise<void> {
  for (const [index, { plan, text }] of writes.entries()) {
    try {
      for await (const _ of runPlan(plan, run).batches);
    } catch (error) {
      throw withProgress(toEngineError(error).withSql(text), writes, index);
    }
  }
}

/** What was sent, and so is to be undone, and what was not. */
function withProgress(failure: EngineError, writes: readonly QueuedWrite[], failed: number): EngineError {
  const { condition, stage, message, span, sql, cause } = failure;
  const undone = writes.slice(0, failed).map(({ plan }) => (plan.kind === "call" ? undoOf(plan) : ""));
  const after = writes.slice(failed + 1);
  const hint = [
    `Statement ${failed + 1} of ${writes.length} of the transaction failed: ${shown(writes[failed])}.`,
    ...(undone.length === 0
      ? ["Nothing was sent before it."]
      : [`Sent before it: ${undone.length}. ${undone.join(" ")}`]),
    ...(after.length === 0 ? [] : [`Not sent: ${after.map(shown).join("; ")}.`]),
    ...(failure.hint === undefined ? [] : [failure.hint]),
  ].join(" ");
  return new EngineError({ condition, stage, message, span, sql, hint, cause });
}

function undoOf({ verb, relation }: Extract<PhysicalPlan, { kind: "call" }>): string {
  return `UNDO required: Undo the ${verb.toLowerCase()} on ${relation.resource.id}.`;
}

function shown(write: QueuedWrite | undefined): string {
  const text = redact(write?.text.slice(write.span.start, write.span.end) ?? "").replaceAll(/\s+/g, " ");
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}

/** No rows, a message, and what happens when they are read. */
function outcome(message: string, work: () => void | Promise<void>): Outcome {
  return { columns: [], batches: emptyAfter(work), message: () => message };
}

// eslint-disable-next-line require-yield -- there are no rows
async function* emptyAfter(work: () => void | Promise<void>): AsyncIterable<Batch> {
  await work();
}
