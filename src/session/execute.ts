/** The whole pipeline: text in, one result for each statement out. Read this first. */
import { EngineError, toEngineError } from "../common/error.ts";
import type { ResultSet } from "../common/result.ts";
import { runPlan } from "../execution/run-plan.ts";
import { bind } from "../planner/binder/bind.ts";
import { planLogical } from "../planner/logical.ts";
import { planPhysical } from "../planner/physical.ts";
import { isQueryPlan } from "../planner/plan.ts";
import type { Statement } from "../sql/ast.ts";
import { parseScript } from "../sql/parser.ts";
import { confirm } from "./confirm.ts";
import { dryRunOf } from "./dry-run.ts";
import { foreword } from "./foreword.ts";
import { type Parameters, withParameters } from "./parameters.ts";
import { cancelled, cutOff, resultOf } from "./result.ts";
import { type Engine, newRun } from "./run.ts";
import { refreshStale } from "./stale-views.ts";
import { noteLocal, queue, runTransaction } from "./transaction.ts";

/** Statements one after the other: the next is planned when the one before it has been read or given up. */
export async function* execute(
  text: string,
  engine: Engine,
  signal: AbortSignal,
  parameters?: Parameters,
): AsyncIterable<ResultSet> {
  const script = withSql(text, () => parseScript(text));
  for (const statement of script.statements) {
    if (signal.aborted) throw cancelled(signal.reason);
    const given = withSql(text, () => withParameters(statement, parameters));
    yield await executeStatement(given, text, engine, signal);
  }
}

/** Parse → bind → plan → run; nothing is sent before the batches of the result are read. */
async function executeStatement(
  statement: Statement,
  text: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<ResultSet> {
  try {
    const run = newRun(engine, signal, statement);
    if (statement.kind === "transaction") return resultOf(runTransaction(statement, run, engine), run, text);
    await refreshStale(statement, engine, run, (refresh) => executeStatement(refresh, text, engine, signal));
    const bound = await bind(statement, text, engine.environment);
    const physical = planPhysical(planLogical(bound, engine.rules), { streaming: engine.streaming });
    foreword(statement, physical, run, text);
    const plan = engine.dryRun ? dryRunOf(physical) : physical;
    const queued = engine.dryRun ? undefined : queue(engine.transaction, { plan, text, span: statement.span }, run);
    if (queued !== undefined) return resultOf(queued, run, text);
    await confirm(plan, engine);
    const journal = engine.journal.for({ statement: run.shown, sent: engine.transaction.sent });
    const outcome = noteLocal(engine.transaction, plan, runPlan(plan, { ...run, journal }));
    // A write that is left early would be half a write.
    return resultOf(isQueryPlan(plan) ? cutOff(outcome, run) : outcome, run, text);
  } catch (error) {
    engine.transaction.fail();
    throw toEngineError(error).withSql(text);
  }
}

/** Errors leave with the text that their span refers to. */
function withSql<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof EngineError ? error.withSql(text) : error;
  }
}
