/** EXPLAIN: the plan, with the HTTP requests it would make. */
import { EngineError } from "../../common/error.ts";
import type { Parameter } from "../../catalog/model.ts";
import { type Batch, Json, type JsonValue, type Value } from "../../common/value.ts";
import { describePlan, type PlanLine, type RequestsOf } from "../../planner/explain.ts";
import { type PhysicalCall, type PhysicalExplain, scansOf } from "../../planner/plan.ts";
import { type Access, type Scan, wholeBodyName } from "../../planner/scan.ts";
import { fieldPath } from "../../planner/streamable.ts";
import type { Expression, Query } from "../../sql/ast.ts";
import { identifier } from "../../sql/build.ts";
import { print } from "../../sql/printer.ts";
import { rewrite } from "../../sql/traverse.ts";
import { callOf } from "../acquire.ts";
import { exampleSets, type QuerySource } from "../arguments.ts";
import { blocking } from "../blocking.ts";
import { literalValue } from "../evaluate.ts";
import type { Outcome } from "../outcome.ts";
import type { Run } from "../run.ts";
import { previews } from "./call.ts";

type MethodAccess = Extract<Access, { kind: "method" }>;

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
  const callRequests = plan.plan.kind === "call" ? await callRequestsOf(plan.plan, run) : [];
  const requests: RequestsOf = { scan: (scan) => scanRequests(scan, run), call: () => callRequests };
  const lines = await blocking(run, () => describePlan(plan.plan, requests, readable));
  yield isJson ? [[Json.ofValue(nested(lines))]] : lines.map(({ depth, text }) => ["  ".repeat(depth) + text]);
}

/** SQL for people: names stand in quotes only where they must, fields are dot paths. */
function readable(node: Expression | Query): string {
  return print(
    rewrite(node, {
      identifier: (name) => ({ ...name, quoted: false }),
      "function-call": (call) => {
        const field = fieldPath(call);
        if (field === undefined) return call;
        const { column, steps } = field;
        return { ...column, parts: [...column.parts, ...steps.map((step) => identifier(step))] };
      },
    }),
  );
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
  const callable = withPlaceholders(access, scan);
  return shortened(
    exampleSets(scan, run.backend, placeholder).map((set) => {
      const { httpMethod, url, body } = run.connector.preview(callOf(callable, set));
      return requestLine(httpMethod, unescaped(url), body ?? null);
    }),
  );
}

function requestLine(...parts: readonly Value[]): string {
  return parts.filter((part) => part !== null).join(" ");
}

function shortened(lines: readonly string[]): string[] {
  const shown = lines.slice(0, requestsShown);
  return lines.length > shown.length ? [...shown, `… and ${lines.length - shown.length} more like these`] : shown;
}

/** A placeholder such as `{e.id}` stays readable. */
function unescaped(url: string): string {
  return url.replaceAll(/%7B([^%]*)%7D/gi, "{$1}");
}

/** `{e.id}` where a parameter comes from a column, else `{value}`. */
function placeholder({ parameters, query }: QuerySource): [string, Value][] {
  const items = query.body.kind === "select" ? query.body.items : [];
  return parameters.map((parameter, index) => {
    const expression = items[index]?.expression;
    // A whole body that is not known yet shows as an empty one: no text in braces is JSON.
    if (parameter === wholeBodyName) return [parameter, (expression && literalValue(expression)) ?? Json.ofValue({})];
    const isColumn = expression?.kind === "column-ref";
    return [parameter, `{${isColumn ? expression.parts.map((part) => part.name).join(".") : "value"}}`];
  });
}

/** The method, but for the types of what stands in braces: those are texts. */
function withPlaceholders(access: MethodAccess, scan: Scan): MethodAccess {
  const unknown = new Set(scan.sources.flatMap((source) => (source.kind === "query" ? source.parameters : [])));
  const parameters = access.method.parameters.map(({ enum: allowed, shape, ...parameter }): Parameter => {
    if (unknown.has(parameter.name)) return { ...parameter, type: "text" };
    if (parameter.in === "body" && unknown.has(wholeBodyName)) return { ...parameter, required: false };
    return { ...parameter, ...(allowed && { enum: allowed }), ...(shape && { shape }) };
  });
  return { ...access, method: { ...access.method, parameters } };
}

/** Undefined where the arguments have to be asked for first. */
async function callRequestsOf(call: PhysicalCall, run: Run): Promise<string[] | undefined> {
  if (scansOf(call.input).length > 0) return undefined;
  const lines: string[] = [];
  for await (const batch of previews(call, run)) lines.push(...batch.map((row) => requestLine(...row)));
  return shortened(lines);
}
