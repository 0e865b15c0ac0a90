/** EXPLAIN: the plan, with the HTTP requests it would make. */
import { EngineError } from "../../common/error.ts";
import { type Batch, Json, type JsonValue, type Value } from "../../common/value.ts";
import { describePlan, type PlanLine, type RequestsOf } from "../../planner/explain.ts";
import type { PhysicalCall, PhysicalExplain } from "../../planner/plan.ts";
import type { Scan } from "../../planner/scan.ts";
import { print } from "../../sql/printer.ts";
import { callOf } from "../acquire.ts";
import { type Arguments, evaluateConstants } from "../arguments.ts";
import type { Outcome } from "../outcome.ts";
import { collectRows } from "../query.ts";
import type { Run } from "../run.ts";

/** Requests listed for one scan; the rest are counted. */
const requestsShown = 5;

export function runExplain(plan: PhysicalExplain, run: Run): Outcome {
  if (plan.analyze) {
    throw new EngineError({
      condition: "feature_not_supported",
      stage: "plan",
      message: "EXPLAIN ANALYZE is not supported",
      hint: "EXPLAIN shows the plan; run the statement with --verbose to see its requests.",
    });
  }
  const isJson = plan.format === "json";
  return {
    columns: [{ name: "plan", type: isJson ? "json" : "text" }],
    batches: explained(plan, run, isJson),
  };
}

async function* explained(plan: PhysicalExplain, run: Run, isJson: boolean): AsyncIterable<Batch> {
  const callRequests = plan.plan.kind === "call" ? await previewsOf(plan.plan, run) : [];
  const requests: RequestsOf = { scan: (scan) => scanRequests(scan, run), call: () => callRequests };
  const lines = describePlan(plan.plan, requests, (node) => print(node, run.backend.dialect));
  yield isJson ? [[Json.ofValue(nested(lines))]] : lines.map(({ depth, text }) => ["  ".repeat(depth) + text]);
}

/** Lines by depth as a tree of `{ step, steps }`. */
function nested(lines: readonly PlanLine[]): JsonValue {
  const root: { step: string; steps: JsonValue[] } = { step: "plan", steps: [] };
  const path = [root];
  for (const { depth, text } of lines) {
    const node = { step: text, steps: [] };
    path.length = depth + 1;
    path.at(-1)?.steps.push(node);
    path.push(node);
  }
  return root.steps;
}

function scanRequests(scan: Scan, run: Run): string[] {
  const { access } = scan;
  if (access.kind === "system") return [];
  const sets = exampleSets(scan, run);
  const shown = sets.slice(0, requestsShown).map((set) => {
    const { httpMethod, url, body } = run.connector.preview(callOf(access, set));
    return `${httpMethod} ${unescaped(url)}${body === undefined ? "" : ` ${body}`}`;
  });
  const rest = sets.length - shown.length;
  return rest > 0 ? [...shown, `… and ${rest} more like these`] : shown;
}

/** A placeholder such as `{e.id}` stays readable. */
function unescaped(url: string): string {
  return url.replaceAll(/%7B([^%]*)%7D/gi, "{$1}");
}

/** Argument sets as far as they are known now: constants as they are, the rest as the expression they come from. */
function exampleSets(scan: Scan, run: Run): Arguments[] {
  const scope = run.backend.openScope();
  try {
    let sets: Arguments[] = [new Map<string, Value>()];
    for (const source of scan.sources) {
      const given: Arguments[] =
        source.kind === "query"
          ? [new Map(source.parameters.map((parameter, index) => [parameter, placeholder(source.query, index)]))]
          : constantSets(source.parameter, evaluateConstants(source.values, scope, run.backend), source.together);
      sets = sets.flatMap((set) => given.map((values) => new Map([...set, ...values])));
    }
    return sets;
  } finally {
    scope.close();
  }
}

function constantSets(parameter: string, values: readonly Value[], together: boolean): Arguments[] {
  if (!together) return values.map((value) => new Map([[parameter, value]]));
  return [new Map([[parameter, Json.ofValue(values.map((value) => (value instanceof Json ? value.value : value)))]])];
}

function placeholder(query: Parameters<typeof print>[0], index: number): string {
  const body = query.kind === "query" ? query.body : undefined;
  const expression = body?.kind === "select" ? body.items[index]?.expression : undefined;
  if (expression?.kind === "column-ref") return `{${expression.parts.map((part) => part.name).join(".")}}`;
  return "{value}";
}

async function previewsOf(call: PhysicalCall, run: Run): Promise<string[]> {
  const rows = call.input.kind === "constant" ? await collectRows(call.input, run) : [];
  const { runCall } = await import("./call.ts");
  if (rows.length === 0) return ["one for each row of the input"];
  const lines: string[] = [];
  for await (const batch of runCall(call, { ...run, dryRun: true }).batches) {
    for (const [method, url, body] of batch)
      lines.push(`${String(method)} ${String(url)}${body === null ? "" : ` ${String(body)}`}`);
  }
  const shown = lines.slice(0, requestsShown);
  return lines.length > shown.length ? [...shown, `… and ${lines.length - shown.length} more like these`] : shown;
}
