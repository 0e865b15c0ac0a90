/** INSERT, UPDATE, REPLACE, DELETE and EXEC: one call for each row of arguments. */
import { toEngineError } from "../../common/error.ts";
import type { Batch, Column, Row, Value } from "../../common/value.ts";
import type { Call, Page } from "../../connector/call.ts";
import type { BoundAwait } from "../../planner/bound.ts";
import { findArgument } from "../../planner/methods.ts";
import { type PhysicalCall, scansOf } from "../../planner/plan.ts";
import { callOf } from "../acquire.ts";
import { journaled } from "../journaled.ts";
import { mergeStreams } from "../merge.ts";
import { namedEvents } from "../connected.ts";
import type { Outcome } from "../outcome.ts";
import { collectRows, runQuery } from "../query.ts";
import type { Run } from "../run.ts";
import { explainedFailure, wholeRows } from "../source-failure.ts";
import { wholeBody } from "../whole-body.ts";
import { Attempts } from "./attempts.ts";
import { awaitedOperation } from "./operation.ts";
import { readBack } from "./read-back.ts";
import { returnedRows } from "./returned.ts";
import { rowsForEach } from "./targets.ts";
import { awaited } from "./wait.ts";

/** Writes open at once: enough to hide latency, few enough that a failure leaves little behind it. */
const openWrites = 8;

const use = "changes an API";

const requestColumns: readonly Column[] = [
  { name: "method", type: "text" },
  { name: "url", type: "text" },
  { name: "body", type: "text" },
];

interface Waiting {
  readonly plan: PhysicalCall;
  readonly wait: BoundAwait;
  readonly call: Call;
  readonly run: Run;
}

export function runCall(plan: PhysicalCall, run: Run): Outcome {
  if (run.dryRun) return { columns: requestColumns, batches: previews(plan, run) };
  const attempts = new Attempts(plan.continues);
  const responses = callAll(plan, attempts, run);
  if (plan.returning === undefined) {
    return { columns: [], batches: settled(drained(responses), attempts), message: () => messageOf(attempts.done) };
  }
  const [scan] = scansOf(plan.returning);
  const provided = scan === undefined ? run.provided : new Map([...run.provided, [scan.id, responses] as const]);
  const rows =
    scan === undefined
      ? drainedThen(responses, () => runQuery(plan.returning ?? plan.input, run))
      : runQuery(plan.returning, { ...run, provided });
  return { columns: plan.returning.columns, batches: settled(rows, attempts) };
}

/** The rows of what succeeded, then the failure where there is one. */
async function* settled(rows: AsyncIterable<Batch>, attempts: Attempts): AsyncIterable<Batch> {
  yield* rows;
  attempts.throwIfFailed();
}

function messageOf(calls: number): string {
  return calls === 1 ? "The operation was despatched successfully" : `${calls} operations were despatched successfully`;
}

/** The requests that would be made, secrets masked: method, URL, body. */
export async function* previews(plan: PhysicalCall, run: Run): AsyncIterable<Batch> {
  const rows = rowsForEach(await collectRows(plan.input, run), plan);
  if (rows.length === 0) return;
  yield rows.map((row) => {
    const { httpMethod, url, body } = run.connector.preview(callFor(plan, row, run));
    return [httpMethod, url, body ?? null];
  });
}

/** Sends every call; yields the rows of the responses. What fails is kept in `attempts`. */
async function* callAll(plan: PhysicalCall, attempts: Attempts, run: Run): AsyncIterable<Batch> {
  const rows = await collectRows(plan.input, { ...wholeRows(run, use), fresh: true }).catch((error: unknown) => {
    throw explainedFailure(error, run, use);
  });
  // A row that cannot be sent must not come to light after others were.
  const open = rowsForEach(rows, plan)
    .map((row) => ({ row, call: callFor(plan, row, run) }))
    .map(({ row, call }) => ({ row, call, preview: run.connector.preview(call) }))
    .map(({ row, call, preview }) =>
      attempts.add(preview, (signal) => returned(plan, row, oneCall(plan, call, { ...run, signal }))),
    );
  const forget = (): void => run.backend.openRowCache()?.forget(plan.relation.provider);
  const changes = plan.verb !== "EXEC" || plan.method.request.httpMethod !== "GET";
  if (changes) forget();
  try {
    yield* mergeStreams(open, Math.min(openWrites, Math.max(1, open.length)), run.signal);
  } catch (error) {
    throw attempts.explain(error);
  } finally {
    // What others read while the calls were made may be from before them.
    if (changes) orWarn(forget, run);
  }
}

/** The calls are made: that rows read meanwhile cannot be forgotten is no reason to say that they failed. */
function orWarn(forget: () => void, run: Run): void {
  try {
    forget();
  } catch (error) {
    const { condition, message } = toEngineError(error);
    run.warn({ condition, message: `kept rows may be from before the calls of this statement: ${message}` });
  }
}

/** The response as RETURNING reads it; as it is where nothing is returned. */
async function* returned(plan: PhysicalCall, row: Row, response: AsyncIterable<Batch>): AsyncIterable<Batch> {
  let isEmpty = true;
  for await (const rows of response) {
    isEmpty &&= rows.length === 0;
    yield plan.returning === undefined || rows.length === 0 ? rows : returnedRows(plan, row, rows);
  }
  if (isEmpty && plan.returning !== undefined) yield returnedRows(plan, row, []);
}

async function* oneCall(plan: PhysicalCall, call: Call, outer: Run): AsyncIterable<Batch> {
  const run: Run = { ...outer, onEvent: namedEvents(call, outer) };
  const options = {
    signal: run.signal,
    onEvent: run.onEvent,
    onWarning: run.warn,
    beforeRequest: run.guards?.spendRequest,
  };
  const { await: wait } = plan;
  const pages: Page[] = [];
  for await (const page of journaled(plan, call, options, run)) {
    if (wait !== undefined) pages.push(page);
    else if (page.rows.length > 0) yield page.rows;
  }
  if (plan.readBack !== undefined) yield await readBack(plan.readBack, call, run);
  if (wait === undefined) return;
  const rows = await endOf({ plan, wait, call, run }, pages);
  if (rows.length > 0) yield rows;
}

/** The rows when the waiting is over. */
function endOf(waiting: Waiting, pages: readonly Page[]): Promise<readonly Row[]> {
  const { wait } = waiting;
  const response = pages.flatMap(({ rows }) => rows);
  if (wait.kind === "object") return awaited({ ...waiting, wait }, response);
  const [first] = pages;
  return first === undefined ? Promise.resolve([]) : awaitedOperation({ ...waiting, wait }, first.response);
}

function callFor(plan: PhysicalCall, row: Row, run: Run): Call {
  const set = new Map<string, Value>();
  for (const [index, parameter] of plan.parameters.entries()) {
    const cell = row[index] ?? null;
    const declared = findArgument(plan.method, parameter)?.parameter;
    // NULL in a body is a value; anywhere else it means "not given".
    if (cell !== null || declared?.in === "body") set.set(parameter, cell);
  }
  const call = callOf(plan, set, run.connections);
  return plan.wholeBody ? { ...call, body: wholeBody(row[plan.parameters.length] ?? null) } : call;
}

// eslint-disable-next-line require-yield -- the responses of a write without RETURNING have nowhere to go
async function* drained(responses: AsyncIterable<Batch>): AsyncIterable<Batch> {
  for await (const _ of responses);
}

async function* drainedThen(responses: AsyncIterable<Batch>, next: () => AsyncIterable<Batch>): AsyncIterable<Batch> {
  yield* drained(responses);
  yield* next();
}
