/** Prints plans: what EXPLAIN shows, a line for each step, indented by what it is part of. */
import { connectionColumn, isNamed } from "../catalog/connections.ts";
import { counted } from "../common/counted.ts";
import { mask } from "../common/redact.ts";
import type { Expression, Query } from "../sql/ast.ts";
import type { BoundAwait } from "./bound.ts";
import type { PhysicalCall, PhysicalPlan, PhysicalQuery } from "./plan.ts";
import { defaultsOf, sharedDefaults } from "./connected.ts";
import { findArgument, findParameter, requiredParameters } from "./methods.ts";
import { type Access, type ArgumentSource, relationName, type Scan } from "./scan.ts";
import type { StoreOperation } from "./stored.ts";
import { givesSecret, isSecret } from "./secrets.ts";

export interface PlanLine {
  readonly depth: number;
  readonly text: string;
  /** What running the step came to, where it ran. */
  readonly figures?: Figures | undefined;
}

/** Counts and milliseconds by name. */
export interface Figures {
  readonly [name: string]: number;
}

/** The requests of a step as text: known to whoever builds requests, not to the planner. */
export interface RequestsOf {
  readonly scan: (scan: Scan) => readonly string[];
  /** Undefined where they depend on rows that are not there yet. */
  readonly call: () => readonly string[] | undefined;
  /** How many requests a scan makes, as far as that is known before it runs. */
  readonly estimate: (scan: Scan) => string | undefined;
  /** What a scan came to; absent where nothing ran. */
  readonly figures?: (scan: Scan) => Figures;
}

type MethodAccess = Extract<Access, { kind: "method" }>;

const localQuery = "Local query:";

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
    case "copy":
      return indented(
        [{ depth: 0, text: `Copy to ${plan.path} as ${plan.format}` }],
        describeQuery(plan.input, requests, print),
      );
    case "store":
      return indented(
        [
          {
            depth: 0,
            text: `Store: ${plan.operation.kind}${storedName(plan.operation)}`,
          },
        ],
        plan.input === undefined ? [] : describeQuery(plan.input, requests, print),
      );
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
        ...(plan.predicate === undefined ? [] : [`residual: ${print(plan.predicate)}`]),
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
      return indented(
        [{ depth: 0, text: `${localQuery} ${print(plan.query)}` }],
        [...residual(plan.query, print), ...rounds],
      );
    }
  }
}

/** What the local query filters by, where that is one WHERE. */
function residual({ body }: Query, print: Print): PlanLine[] {
  if (body.kind !== "select" || body.where === undefined) return [];
  return [{ depth: 0, text: `residual: ${print(body.where)}` }];
}

function describeScan(scan: Scan, requests: RequestsOf, print: Print): PlanLine[] {
  const method = scan.access.kind === "method" ? ` by ${scan.access.method.name}` : "";
  const estimate = requests.estimate(scan);
  const details = [
    ...(scan.access.kind === "method" && scan.once !== true
      ? [`method: ${whyChosen(scan.access, [...givenTo(scan), ...defaulted(scan.access)])}`]
      : []),
    ...defaultLines(scan),
    ...scan.sources.map((source) =>
      // The values of a call may be secrets: its request shows them masked.
      source.kind === "query" && scan.once === true
        ? `arguments: ${source.parameters.join(", ")}`
        : `pushed: ${sourceText(source, scan, print)}`,
    ),
    ...(scan.asked ?? []).map(({ parameter, value }) => `asked for less: ${parameter} = ${String(value)}`),
    ...(scan.rechecked.length === 0 ? [] : [`checked again locally: ${scan.rechecked.join(", ")}`]),
    `columns: ${scan.columns.map((column) => column.label).join(", ") || "none, rows are counted"}`,
    ...(scan.limit === undefined ? [] : [`stops after ${counted(scan.limit, "row")}`]),
  ];
  const sent = requests.scan(scan);
  const paged = scan.access.kind === "method" && scan.access.method.pagination !== undefined && sent.length > 0;
  const lines = [
    ...details,
    ...sent.map((text) => `request: ${text}`),
    ...(paged ? ["then the pages that follow"] : []),
    ...(estimate === undefined ? [] : [`estimate: ${paged ? "at least " : ""}${estimate}`]),
  ];
  const figures = requests.figures?.(scan);
  return indented(
    [{ depth: 0, text: `Acquire ${relationName(scan.access)} as ${scan.alias}${method}`, figures }],
    lines.map((text) => ({ depth: 0, text })),
  );
}

function sourceText(source: ArgumentSource, scan: Scan, print: Print): string {
  if (source.kind === "query") {
    const query = givesSecret(source, scan)
      ? "a query that is not shown, its values may be secrets"
      : print(source.query);
    return `${source.parameters.join(", ")} from ${query}`;
  }
  const values = source.values.map(print).join(", ");
  if (source.every !== undefined)
    return `${source.parameter} = ${values}, every value that ${whoseValues(source, scan)}`;
  return source.values.length === 1
    ? `${source.parameter} = ${values}`
    : `${source.parameter} in (${values})${source.together ? ", in one request" : ""}`;
}

/** Who says what `'*'` stands for. */
function whoseValues({ parameter }: { readonly parameter: string }, { access }: Scan): string {
  const members = access.kind === "method" ? (access.relation.connected?.members ?? []) : [];
  const own = members.filter(({ values }) => Object.hasOwn(values, parameter)).map(({ name }) => name);
  return [...own, ...(own.length < members.length || own.length === 0 ? ["the document"] : [])].join(", ") + " has";
}

function givenTo({ sources }: Scan): string[] {
  const given = sources.flatMap((source) => (source.kind === "query" ? source.parameters : [source.parameter]));
  return given.filter((name) => name !== connectionColumn);
}

/** What the accounts of a scan give it, where the statement leaves it out. */
function defaultLines(scan: Scan): string[] {
  const { access } = scan;
  if (access.kind === "system") return [];
  const given = new Set(givenTo(scan));
  return (access.relation.connected?.members ?? []).flatMap((member) =>
    [...defaultsOf(access.method, member)].flatMap(([parameter, value]) => {
      if (given.has(parameter.name)) return [];
      return [`default of ${member.name}: ${parameter.name} = ${isSecret(parameter) ? mask : `'${value}'`}`];
    }),
  );
}

/** The names that every account of a relation has a value for. */
function defaulted({ relation, method }: MethodAccess): string[] {
  return sharedDefaults(relation.connected).flatMap((name) => findParameter(method, name)?.name ?? []);
}

/** Why a method was chosen among those that read its resource, in one line. */
function whyChosen({ relation, method }: MethodAccess, given: readonly string[]): string {
  if (relation.method !== undefined) return `${method.name}, which FROM names`;
  const { verbs, methods } = relation.resource;
  const others = methods.filter(({ name }) => name !== method.name && verbs.select.includes(name));
  if (others.length === 0) return `${method.name}, the only one`;
  const reason = given.length === 0 ? "needs no argument" : `takes ${given.join(", ")}`;
  const rest = others.map((other) => {
    const missing = requiredParameters(other).filter(({ name }) => !given.includes(name));
    return missing.length === 0
      ? `${other.name} takes no more of them`
      : `${other.name} needs ${missing.map(({ name }) => name).join(", ")}`;
  });
  return `${method.name}, which ${reason}; ${rest.join("; ")}`;
}

function describeCall(plan: PhysicalCall, requests: RequestsOf, print: Print): PlanLine[] {
  const head: PlanLine = {
    depth: 0,
    text: `${plan.verb} ${plan.relation.resource.id} by ${plan.method.name}${accountOf(plan)}`,
  };
  const given = plan.parameters.length === 0 ? [] : [{ depth: 0, text: `arguments: ${plan.parameters.join(", ")}` }];
  const known = requests.call();
  const sent = (known ?? []).map((text) => ({ depth: 0, text: `request: ${text}` }));
  const rows = describeQuery(plan.input, requests, print);
  const input =
    known === undefined
      ? indented([{ depth: 0, text: "one request for each row of" }], takesSecrets(plan) ? withoutSql(rows) : rows)
      : [];
  const waits =
    plan.await === undefined
      ? []
      : [
          {
            depth: 0,
            text: `waits ${watched(plan.await)}, a look every ${plan.await.intervalSeconds} s, at most ${plan.await.timeoutSeconds} s`,
          },
        ];
  const back = plan.readBack === undefined ? [] : [{ depth: 0, text: `reads back by ${plan.readBack.name}` }];
  const returning =
    plan.returning === undefined
      ? []
      : [{ depth: 0, text: `returns ${plan.returning.columns.map((column) => column.name).join(", ")}` }];
  return indented([head], [...given, ...sent, ...waits, ...back, ...returning, ...input]);
}

/** Who a call is made for, where that has a name of its own. */
function accountOf({ relation: { connected } }: PhysicalCall): string {
  return connected === undefined || !isNamed(connected) ? "" : ` for ${connected.name}`;
}

function watched(wait: BoundAwait): string {
  return wait.kind === "object" ? `by ${wait.read.name}` : `for the operation that the API begins (${wait.protocol})`;
}

/** True where the query of the arguments may hold a secret as a literal. */
function takesSecrets({ method, parameters, wholeBody }: PhysicalCall): boolean {
  const given = wholeBody
    ? method.parameters
    : parameters.flatMap((name) => findArgument(method, name)?.parameter ?? []);
  return given.some(isSecret);
}

function withoutSql(lines: readonly PlanLine[]): PlanLine[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  const step = first.text.startsWith(localQuery) ? localQuery : "Stream:";
  const shown = rest.filter(({ text }) => !text.startsWith("residual:"));
  return [{ ...first, text: `${step} not shown, its values may be secrets` }, ...shown];
}

function indented(head: readonly PlanLine[], below: readonly PlanLine[]): PlanLine[] {
  return [...head, ...below.map((line) => ({ ...line, depth: line.depth + 1 }))];
}

/** The name of what a statement changes in the store, where it is one thing. */
function storedName(operation: StoreOperation): string {
  if ("table" in operation) return ` ${operation.table.name}`;
  if (operation.kind === "create-view") return ` ${operation.view.name}`;
  return operation.kind === "create-function" ? ` ${operation.created.name}` : "";
}
