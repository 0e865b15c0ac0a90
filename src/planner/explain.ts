/** Prints plans: what EXPLAIN shows, a line for each step, indented by what it is part of. */
import type { Expression, Query } from "../sql/ast.ts";
import type { PhysicalCall, PhysicalPlan, PhysicalQuery } from "./plan.ts";
import { relationName, type Scan } from "./scan.ts";

export interface PlanLine {
  readonly depth: number;
  readonly text: string;
}

/** The requests of a step as text: known to whoever builds requests, not to the planner. */
export interface RequestsOf {
  readonly scan: (scan: Scan) => readonly string[];
  /** Undefined where they depend on rows that are not there yet. */
  readonly call: () => readonly string[] | undefined;
}

type Print = (node: Expression | Query) => string;

export function describePlan(plan: PhysicalPlan, requests: RequestsOf, print: Print): PlanLine[] {
  switch (plan.kind) {
    case "constant":
    case "stream":
    case "staged":
      return describeQuery(plan, requests, print);
    case "call":
      return describeCall(plan, requests, print);
    case "explain":
      return indented([{ depth: 0, text: "Explain" }], describePlan(plan.plan, requests, print));
    case "session":
      return [{ depth: 0, text: `Session: ${plan.statement.kind.toUpperCase()}` }];
    case "registry":
      return [
        { depth: 0, text: plan.statement.kind === "registry-list" ? "List the registry" : "Pull from the registry" },
      ];
  }
}

function describeQuery(plan: PhysicalQuery, requests: RequestsOf, print: Print): PlanLine[] {
  switch (plan.kind) {
    case "constant":
      return [{ depth: 0, text: `Constant rows: ${plan.rows.length}` }];
    case "stream": {
      const details = [
        ...(plan.predicate === undefined ? [] : [`where ${print(plan.predicate)}`]),
        ...(plan.limit === undefined ? [] : [`limit ${plan.limit}`]),
        ...(plan.offset === 0 ? [] : [`offset ${plan.offset}`]),
      ];
      return indented(
        [{ depth: 0, text: `Stream ${plan.columns.map((column) => column.name).join(", ")}` }],
        [...details.map((text) => ({ depth: 0, text })), ...describeScan(plan.scan, requests, print)],
      );
    }
    case "staged": {
      const rounds = plan.rounds.flatMap((round, index) => {
        const title: PlanLine = { depth: 0, text: `Round ${index + 1}` };
        return indented(
          [title],
          round.flatMap((scan) => describeScan(scan, requests, print)),
        );
      });
      return indented([{ depth: 0, text: `Local query: ${print(plan.query)}` }], rounds);
    }
  }
}

function describeScan(scan: Scan, requests: RequestsOf, print: Print): PlanLine[] {
  const method = scan.access.kind === "method" ? ` by ${scan.access.method.name}` : "";
  const details = [
    ...scan.sources.map((source) => {
      if (source.kind === "query") return `${source.parameters.join(", ")} from ${print(source.query)}`;
      const values = source.values.map(print).join(", ");
      return source.values.length === 1
        ? `${source.parameter} = ${values}`
        : `${source.parameter} in (${values})${source.together ? ", in one request" : ""}`;
    }),
    ...(scan.rechecked.length === 0 ? [] : [`checked again locally: ${scan.rechecked.join(", ")}`]),
    `columns: ${scan.columns.map((column) => column.label).join(", ") || "none, rows are counted"}`,
    ...(scan.limit === undefined ? [] : [`stops after ${scan.limit} ${scan.limit === 1 ? "row" : "rows"}`]),
  ];
  const sent = requests.scan(scan);
  const paged = scan.access.kind === "method" && scan.access.method.pagination !== undefined && sent.length > 0;
  const lines = [
    ...details,
    ...sent.map((text) => `request: ${text}`),
    ...(paged ? ["then the pages that follow"] : []),
  ];
  return indented(
    [{ depth: 0, text: `Acquire ${relationName(scan.access)} as ${scan.alias}${method}` }],
    lines.map((text) => ({ depth: 0, text })),
  );
}

function describeCall(plan: PhysicalCall, requests: RequestsOf, print: Print): PlanLine[] {
  const head: PlanLine = { depth: 0, text: `${plan.verb} ${plan.relation.resource.id} by ${plan.method.name}` };
  const given = plan.parameters.length === 0 ? [] : [{ depth: 0, text: `arguments: ${plan.parameters.join(", ")}` }];
  const known = requests.call();
  const sent = (known ?? []).map((text) => ({ depth: 0, text: `request: ${text}` }));
  const input =
    known === undefined
      ? indented([{ depth: 0, text: "one request for each row of" }], describeQuery(plan.input, requests, print))
      : [];
  const returning =
    plan.returning === undefined
      ? []
      : [{ depth: 0, text: `returns ${plan.returning.columns.map((column) => column.name).join(", ")}` }];
  return indented([head], [...given, ...sent, ...returning, ...input]);
}

function indented(head: readonly PlanLine[], below: readonly PlanLine[]): PlanLine[] {
  return [...head, ...below.map((line) => ({ ...line, depth: line.depth + 1 }))];
}
