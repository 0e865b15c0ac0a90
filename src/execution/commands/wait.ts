/** Waits until what a call began has ended: reads the object again and again until its phase is one of the last. */
import { setTimeout as delay } from "node:timers/promises";
import { valueAt as valueInside } from "../../common/json.ts";
import { EngineError } from "../../common/error.ts";
import { Json, type Row, textOf, type Value } from "../../common/value.ts";
import type { Call } from "../../connector/call.ts";
import { requiredParameters } from "../../planner/methods.ts";
import type { AwaitObject } from "../../planner/bound.ts";
import type { PhysicalCall } from "../../planner/plan.ts";
import type { Method } from "../../catalog/model.ts";
import type { Run } from "../run.ts";
import { tellEnd, tellProgress } from "./wait-progress.ts";

interface Waiting {
  readonly plan: PhysicalCall;
  readonly wait: AwaitObject;
  readonly call: Call;
  readonly run: Run;
}

/**
 * The rows of the object once it is done; those of the response where it is gone. Throws `upstream_failed` for a phase
 * of failure, `upstream_timeout` with the last phase, `upstream_bad_response` for a phase nobody knows.
 */
export async function awaited(waiting: Waiting, response: readonly Row[]): Promise<readonly Row[]> {
  const { wait, run } = waiting;
  const asked: Waiting = { ...waiting, call: readCall(waiting, response[0]) };
  const started = performance.now();
  for (let phase: string | undefined; ; await delay(wait.intervalSeconds * 1000, undefined, { signal: run.signal })) {
    const rows = await read(asked);
    const [row] = rows;
    const seconds = (performance.now() - started) / 1000;
    phase = row === undefined ? phase : phaseOf(row, wait);
    const isGone = wait.untilGone && row === undefined;
    if (isGone || (row !== undefined && isDone(phase, waiting))) {
      tellEnd(waiting, seconds);
      return isGone ? response : rows;
    }
    if (seconds >= wait.timeoutSeconds) throw timedOut(phase, waiting);
    tellProgress(waiting, phase ?? "not there yet", seconds);
  }
}

/** True at the end, false on the way to it. */
function isDone(phase: string | undefined, { wait, plan }: Waiting): boolean {
  const { rule, untilGone } = wait;
  if (phase === undefined) return false;
  const { id } = plan.relation.resource;
  if (rule.failed.includes(phase)) {
    throw failure(
      "upstream_failed",
      `${plan.verb} of ${id} ended in phase ${phase}`,
      "SELECT shows what the API says.",
    );
  }
  if (untilGone) return false;
  if (rule.done.includes(phase)) return true;
  if (rule.pending.includes(phase)) return false;
  const known = [...rule.pending, ...rule.done, ...rule.failed].join(", ");
  throw failure("upstream_bad_response", `${id} is in the unknown phase ${phase}`, `Known phases: ${known}.`);
}

function timedOut(phase: string | undefined, { wait, plan }: Waiting): EngineError {
  const last = phase === undefined ? "was not to be seen" : `was in phase ${phase}`;
  return failure(
    "upstream_timeout",
    `${plan.relation.resource.id} ${last} after ${wait.timeoutSeconds} s; what was begun goes on`,
    "AWAIT(interval, timeout) gives the seconds between two looks, and the seconds to wait at most.",
  );
}

function failure(condition: EngineError["condition"], message: string, hint: string): EngineError {
  return new EngineError({ condition, stage: "execute", message, hint });
}

/** The rows of the object now; none where it is not there, or not there any more. */
async function read({ call, run, wait }: Waiting): Promise<Row[]> {
  const rows: Row[] = [];
  const options = {
    signal: run.signal,
    onEvent: run.onEvent,
    onWarning: () => undefined,
    beforeRequest: run.guards?.spendRequest,
  };
  try {
    for await (const page of run.connector.call(call, options)) rows.push(...page.rows);
  } catch (error) {
    // Some APIs answer "forbidden" for what is not there. Whoever could delete it just now could also see it.
    const gone: readonly string[] = ["upstream_not_found", ...(wait.untilGone ? ["upstream_forbidden"] : [])];
    if (!(error instanceof EngineError) || !gone.includes(error.condition)) throw error;
  }
  return rows;
}

/** The call that reads the object: its arguments are found in the response, else in the call that was made. */
function readCall({ plan, wait, call }: Waiting, row: Row | undefined): Call {
  const given = new Map<string, Value>();
  for (const parameter of wait.read.parameters.filter((one) => one.in !== "body")) {
    const path = wait.rule.arguments?.[parameter.name] ?? [parameter.name];
    const value = (row && valueAt(row, plan.method, path)) ?? call.arguments.get(parameter.name);
    if (value !== undefined && value !== null && requiredParameters(wait.read).includes(parameter)) {
      given.set(parameter.name, value);
    }
  }
  return { ...call, method: wait.read, arguments: given, body: undefined };
}

function phaseOf(row: Row, { read: method, rule }: AwaitObject): string | undefined {
  const value = valueAt(row, method, rule.phase);
  return value === undefined || value === null ? undefined : textOf(value);
}

/** The value at a path of a response row. */
function valueAt(row: Row, { response }: Method, [name, ...path]: readonly string[]): Value | undefined {
  const cell = row[response.columns.findIndex((column) => column.name === name)];
  if (path.length === 0 || cell === undefined) return cell;
  if (!(cell instanceof Json)) return undefined;
  const value = valueInside(cell.value, path);
  if (value === undefined) return undefined;
  return typeof value === "object" && value !== null ? Json.ofValue(value) : value;
}
