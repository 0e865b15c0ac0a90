/** Waits until the operation that a call began has ended: looks at it again and again, where the API says. */
import { setTimeout as delay } from "node:timers/promises";
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { JsonValue, Row } from "../../common/value.ts";
import type { Call, ResponseFacts } from "../../connector/call.ts";
import { locateRows, rowMaker } from "../../connector/response/rows.ts";
import type { AwaitOperation } from "../../planner/bound.ts";
import type { PhysicalCall } from "../../planner/plan.ts";
import type { Run } from "../run.ts";
import { operationState, type OperationState } from "./operation-state.ts";
import { pollCall, readCall, requestStatusCall } from "./operation-calls.ts";
import { tellEnd, tellProgress } from "./wait-progress.ts";

interface Waiting {
  readonly plan: PhysicalCall;
  readonly wait: AwaitOperation;
  readonly call: Call;
  readonly run: Run;
}

type Done = Extract<OperationState, { kind: "done" }>;

/**
 * The rows of what was made or changed, once the operation is over; those of the operation where it tells of none.
 * Throws `upstream_failed` with the reason where it fails, `upstream_timeout`, and `upstream_bad_response` for an
 * answer that is no operation.
 */
export async function awaitedOperation(waiting: Waiting, first: ResponseFacts): Promise<readonly Row[]> {
  const { wait, plan, run, call } = waiting;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  let place: string | undefined;
  for (let answer = first; ;) {
    const state = operationState(wait.protocol, answer, answer === first);
    if (state.kind === "failed") throw failed(state, waiting);
    if (state.kind === "done") {
      tellEnd(waiting, seconds());
      return finished(state, answer, waiting);
    }
    if (state.kind === "pending") place = state.next ?? place;
    if (state.kind === "unknown" || place === undefined) throw noOperation(waiting);
    if (seconds() >= wait.timeoutSeconds) throw timedOut(state.phase, waiting);
    tellProgress(waiting, state.phase, seconds());
    await delay(pause(answer, wait) * 1000, undefined, { signal: run.signal });
    const next =
      wait.protocol === "token" ? requestStatusCall(call, place) : pollCall(call, pollPath(place, waiting), run);
    answer = await look(next, run);
  }

  function pollPath(next: string, { wait: { protocol } }: Waiting): string {
    return protocol === "name" ? `${versionOf(plan.method)}/${next.replace(/^\/+/, "")}` : next;
  }
}

/** `/v1` of `/v1/projects/{project}/things`: names of operations do not have it. */
function versionOf({ request }: Method): string {
  return /^\/?v\d\w*(?=\/)/.exec(request.path)?.[0].replace(/^(?!\/)/, "/") ?? "";
}

/** Seconds until the next look. */
function pause({ headers }: ResponseFacts, { intervalSeconds, heedsRetryAfter }: AwaitOperation): number {
  const said = headers.get("retry-after");
  return heedsRetryAfter && said !== undefined && /^\d+$/.test(said) ? Number(said) : intervalSeconds;
}

async function finished({ at, object }: Done, answer: ResponseFacts, waiting: Waiting): Promise<readonly Row[]> {
  const { wait, plan, call, run } = waiting;
  const { returned } = wait;
  if (plan.returning === undefined) return [];
  if (returned !== plan.method) {
    if (object !== undefined) return rowsIn(object, returned);
    return at === undefined ? [] : rowsIn((await look(pollCall(call, at, run), run)).body, returned);
  }
  if (wait.protocol !== "header") return rowsIn(answer.body, returned);
  if (object !== undefined || returned.response.columns.length === 0) return rowsIn(object, returned);
  // What PUT and PATCH write is read at the same place.
  const isAtPlace = ["PUT", "PATCH"].includes(returned.request.httpMethod);
  return isAtPlace ? rowsIn((await look(readCall(call), run)).body, returned) : [];
}

function rowsIn(body: JsonValue | undefined, { response }: Method): readonly Row[] {
  return locateRows(body, { rowPath: response.rowPath, columns: [] }).items.map(rowMaker(response));
}

/** The first answer to a call. */
async function look(call: Call, run: Run): Promise<ResponseFacts> {
  const { signal, onEvent } = run;
  const beforeRequest = run.guards?.spendRequest;
  const options = { signal, onEvent, onWarning: () => undefined, maxPages: 1, beforeRequest };
  for await (const { response } of run.connector.call(call, options)) return response;
  return { status: 204, headers: new Map(), body: undefined };
}

function failed(
  { phase, reason }: Extract<OperationState, { kind: "failed" }>,
  { plan: { verb, relation } }: Waiting,
): EngineError {
  const why = reason === "" ? "" : `: ${reason}`;
  return failure("upstream_failed", `${verb} of ${relation.resource.id} failed (${phase})${why}`);
}

function noOperation({ plan, wait }: Waiting): EngineError {
  return failure(
    "upstream_bad_response",
    `${plan.method.id} answered with no operation (${wait.protocol}) to wait for`,
    "It may have been done at once: SELECT shows how things are.",
  );
}

function timedOut(phase: string, { plan: { verb, relation }, wait }: Waiting): EngineError {
  return failure(
    "upstream_timeout",
    `${verb} of ${relation.resource.id} was not over (${phase}) after ${wait.timeoutSeconds} s; it goes on`,
    "AWAIT(interval, timeout) gives the seconds between two looks, and the seconds to wait at most.",
  );
}

function failure(condition: EngineError["condition"], message: string, hint?: string): EngineError {
  return new EngineError({ condition, stage: "execute", message, hint });
}
