/** EXPLAIN: the plan, with the HTTP requests it would make. */
import { counted } from "../../common/counted.ts";
import type { Parameter } from "../../catalog/model.ts";
import { mask } from "../../common/redact.ts";
import { type Batch, Json, type JsonValue, type Value } from "../../common/value.ts";
import { describePlan, type PlanLine, type RequestsOf } from "../../planner/explain.ts";
import { type PhysicalCall, type PhysicalExplain, type PhysicalQuery, scansOf } from "../../planner/plan.ts";
import { type Access, type Scan, wholeBodyName } from "../../planner/scan.ts";
import { secretLiterals } from "../../planner/secrets.ts";
import { fieldPath } from "../../planner/streamable.ts";
import type { Expression, Query } from "../../sql/ast.ts";
import { identifier } from "../../sql/build.ts";
import { print } from "../../sql/printer.ts";
import { rewrite } from "../../sql/traverse.ts";
import { callOf } from "../acquire.ts";
import { exampleSets, type QuerySource } from "../arguments.ts";
import { blocking } from "../blocking.ts";
import { literalValue } from "../evaluate.ts";
import { sourceSql } from "../read-source.ts";
import type { Outcome } from "../outcome.ts";
import type { Run } from "../run.ts";
import { analyze, checkAnalyzable, scanText, totalText } from "./analyze.ts";
import { previews } from "./call.ts";
import { hostPlaceholders } from "./host-placeholders.ts";

type MethodAccess = Extract<Access, { kind: "method" }>;

/** Requests listed for one scan; the rest are counted. */
const requestsShown = 5;

/** The plan as lines or as one JSON cell. Throws `feature_not_supported` where ANALYZE would change something. */
export function runExplain(plan: PhysicalExplain, run: Run): Outcome {
  const analyzed = plan.analyze ? checkAnalyzable(plan.plan) : undefined;
  const isJson = plan.format === "json";
  return {
    columns: [isJson ? { name: "plan", type: "json" } : { name: "plan", type: "text", verbatim: true }],
    batches: explained(plan, analyzed, run),
  };
}

async function* explained(
  { plan, format }: PhysicalExplain,
  analyzed: PhysicalQuery | undefined,
  run: Run,
): AsyncIterable<Batch> {
  const callRequests = plan.kind === "call" ? await callRequestsOf(plan, run) : [];
  const analysis = analyzed === undefined ? undefined : await analyze(analyzed, run);
  const requests: RequestsOf = {
    scan: (scan) => scanRequests(scan, run),
    call: () => callRequests,
    estimate: (scan) => estimateOf(scan, run),
    ...(analysis === undefined ? {} : { figures: analysis.scan }),
  };
  const described = await blocking(run, () => describePlan(plan, requests, readable(secretLiterals(plan))));
  const total = analysis === undefined ? [] : [{ depth: 0, text: "Total", figures: analysis.total }];
  const lines = [...described, ...total];
  yield format === "json" ? [[Json.ofValue(nested(lines))]] : lines.flatMap(textLines).map((line) => [line]);
}

/** A line of the plan, with what it came to below it. */
function textLines({ depth, text, figures }: PlanLine): string[] {
  const indent = "  ".repeat(depth);
  if (figures === undefined) return [indent + text];
  if (figures["requests"] === undefined) return [indent + totalText(figures)];
  return [indent + text, `${indent}  actual: ${scanText(figures)}`];
}

/** SQL for people: names stand in quotes only where they must, fields are dot paths, secrets are masked. */
function readable(secrets: ReadonlySet<string>): (node: Expression | Query) => string {
  return (node) =>
    print(
      rewrite(node, {
        literal: (literal) =>
          secrets.has(String(literal.value)) ? { ...literal, value: mask, type: "string" } : literal,
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

/** Lines by depth as a tree of `{ step, actual, steps }`. */
function nested(lines: readonly PlanLine[]): JsonValue {
  const root: { step: string; steps: JsonValue[] } = { step: "plan", steps: [] };
  const path = [root];
  for (const { depth, text, figures } of lines) {
    const node = { step: text, ...(figures === undefined ? {} : { actual: figures }), steps: [] };
    path.length = depth + 1;
    path.at(-1)?.steps.push(node);
    path.push(node);
  }
  return root.steps;
}

function scanRequests(scan: Scan, run: Run): string[] {
  const { access } = scan;
  if (access.kind === "system") {
    const { source } = access.relation;
    return source === undefined ? [] : [sourceSql(scan, source)];
  }
  const callable = withPlaceholders(access, scan);
  const hosts = hostPlaceholders(access.method);
  return shortened(
    exampleSets(scan, run.backend, (source) => hosts.standIns(placeholder(source))).map((set) => {
      const { httpMethod, url, body } = run.connector.preview(callOf(callable, set, run.connections));
      return requestLine(httpMethod, unescaped(hosts.shown(url)), body ?? null);
    }),
  );
}

/** Calls are known where constants give all arguments; else each row of the sources gives as many. */
function estimateOf(scan: Scan, run: Run): string | undefined {
  if (scan.access.kind === "system") return undefined;
  const calls = exampleSets(scan, run.backend, placeholder).length;
  const { keptSeconds } = scan.access.relation;
  const kept = keptSeconds === undefined ? "" : `, none where its rows are kept (for ${keptSeconds} s)`;
  const requests = `${counted(calls, "request")}${kept}`;
  const sources = scan.sources.flatMap((source) => (source.kind === "query" ? [source.parameters.join(", ")] : []));
  return sources.length === 0 ? requests : `${requests} for each distinct ${sources.join(" and ")}`;
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
    return [parameter, `{${(expression && nameOf(expression)) ?? "value"}}`];
  });
}

/** `e.id`, or `e.spec.region` for a field of a column; undefined for what is computed. */
function nameOf(expression: Expression): string | undefined {
  const field = fieldPath(expression);
  const column = field?.column ?? (expression.kind === "column-ref" ? expression : undefined);
  return column && [...column.parts.map((part) => part.name), ...(field?.steps ?? [])].join(".");
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
