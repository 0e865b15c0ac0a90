/** The argument sets of a scan: the product of its sources, without repeats. */
import { type Batch, type Column, Json, jsonOf, type Row, textOf, type Value } from "../common/value.ts";
import type { Expression } from "../sql/ast.ts";
import { plainSelect, query, selectItem } from "../sql/build.ts";
import { print } from "../sql/printer.ts";
import { findParameter } from "../planner/methods.ts";
import type { ArgumentSource, Scan } from "../planner/scan.ts";
import type { Backend, Scope } from "./backends/backend.ts";
import { connectedSets } from "./connected.ts";
import { literalValue } from "./evaluate.ts";
import { type LocalQuery, localRows } from "./local-query.ts";
import { withAsked } from "./asked.ts";
import type { Run } from "./run.ts";

export type Arguments = ReadonlyMap<string, Value>;

/** What rows of other scans yield. */
export type QuerySource = Extract<ArgumentSource, { kind: "query" }>;
type Constants = Exclude<ArgumentSource, QuerySource>;
/** Values of the parameters of one source, one entry for each call that it asks for. */
type Given = readonly (readonly [string, Value])[];

/** Yields one map of arguments for each call that a scan makes; `scope` holds the scans it depends on. */
export async function argumentSets(scan: Scan, scope: Scope, run: Run): Promise<Arguments[]> {
  const given: (readonly Given[])[] = [];
  for (const source of scan.sources) {
    given.push(
      source.kind === "query"
        ? givenByRows(source, await collected(localRows(argumentQuery(source, scan), scope, run)))
        : // Literals are there without a wait: calls begin in the order of their scans.
          givenByValues(source, literalsOf(source.values) ?? (await evaluated(source.values, scope, run))),
    );
  }
  return withAsked(connectedSets(product(given), scan), scan);
}

/** The argument sets as far as they are known without any row: `placeholder` stands for what a query would yield. */
export function exampleSets(scan: Scan, backend: Backend, placeholder: (source: QuerySource) => Given): Arguments[] {
  const scope = backend.openScope();
  try {
    const rows = (asked: LocalQuery): readonly Row[] =>
      [...scope.query(print(backend.timed(asked.query), backend.dialect), asked.columns)].flat();
    const sets = product(scan.sources.map((source) => exampleOf(source, scan, { rows, placeholder })));
    return withAsked(connectedSets(sets, scan, true), scan);
  } finally {
    scope.close();
  }
}

interface Examples {
  readonly rows: (asked: LocalQuery) => readonly Row[];
  readonly placeholder: (source: QuerySource) => Given;
}

function exampleOf(source: ArgumentSource, scan: Scan, { rows, placeholder }: Examples): readonly Given[] {
  if (source.kind !== "query") {
    const valueOf = (value: Expression): Value => {
      const literal = literalValue(value);
      return literal === undefined ? (rows(constantQuery(value))[0]?.[0] ?? null) : literal;
    };
    return givenByValues(source, source.values.map(valueOf));
  }
  const isKnown = scan.once === true && source.dependsOn.length === 0;
  return isKnown ? givenByRows(source, rows(argumentQuery(source, scan))) : [placeholder(source)];
}

function product(given: readonly (readonly Given[])[]): Arguments[] {
  let sets: Arguments[] = [new Map()];
  for (const choices of given) sets = sets.flatMap((set) => choices.map((values) => new Map([...set, ...values])));
  return sets;
}

function argumentQuery(source: QuerySource, scan: Scan): LocalQuery {
  return { query: source.query, columns: source.parameters.map((parameter) => argumentColumn(parameter, scan)) };
}

function givenByRows(source: QuerySource, rows: readonly Row[]): Given[] {
  // An argument that is NULL matches nothing: no call is made for it.
  const complete = source.nulls === true ? rows : rows.filter((row) => row.every((cell) => cell !== null));
  return distinct(complete.map((row) => source.parameters.map((parameter, i) => [parameter, row[i] ?? null] as const)));
}

function givenByValues({ parameter, together }: Constants, values: readonly Value[]): Given[] {
  const cells = values.filter((value) => value !== null);
  if (!together) return distinct(cells.map((value) => [[parameter, value]]));
  return cells.length === 0 ? [] : [[[parameter, Json.ofValue(cells.map(jsonOf))]]];
}

function distinct(sets: readonly Given[]): Given[] {
  const keyed = new Map(
    sets.map((set) => [set.map(([, value]) => `${typeof value}:${textOf(value)}`).join("\0"), set]),
  );
  return [...keyed.values()];
}

function argumentColumn(parameter: string, scan: Scan): Column {
  const declared = scan.access.kind === "method" ? findParameter(scan.access.method, parameter) : undefined;
  return { name: parameter, type: declared?.type === "boolean" ? "boolean" : "any" };
}

function literalsOf(expressions: readonly Expression[]): Value[] | undefined {
  const values = expressions.map(literalValue).filter((value) => value !== undefined);
  return values.length === expressions.length ? values : undefined;
}

/** The values of expressions without columns; what is no literal is computed by the local engine. */
async function evaluated(expressions: readonly Expression[], scope: Scope, run: Run): Promise<Value[]> {
  const values: Value[] = [];
  for (const expression of expressions) {
    const literal = literalValue(expression);
    if (literal !== undefined) values.push(literal);
    else values.push((await collected(localRows(constantQuery(expression), scope, run)))[0]?.[0] ?? null);
  }
  return values;
}

function constantQuery(expression: Expression): LocalQuery {
  const body = plainSelect({ items: [selectItem(expression, "value")] });
  return { query: query(body), columns: [{ name: "value", type: "any" }] };
}

async function collected(batches: AsyncIterable<Batch>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}
