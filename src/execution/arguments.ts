/** The argument sets of a scan: the product of its sources, without repeats. */
import { type Column, Json, jsonOf, textOf, type Value } from "../common/value.ts";
import type { Expression } from "../sql/ast.ts";
import { print } from "../sql/printer.ts";
import { findParameter } from "../planner/methods.ts";
import type { ArgumentSource, Scan } from "../planner/scan.ts";
import type { Backend, Scope } from "./backends/backend.ts";
import { literalValue } from "./evaluate.ts";

export type Arguments = ReadonlyMap<string, Value>;

/** What rows of other scans yield. */
export type QuerySource = Extract<ArgumentSource, { kind: "query" }>;
type Constants = Exclude<ArgumentSource, QuerySource>;
/** Values of the parameters of one source, one entry for each call that it asks for. */
type Given = readonly (readonly [string, Value])[];

/** Yields one map of arguments for each call that a scan makes; `scope` holds the scans it depends on. */
export function argumentSets(scan: Scan, scope: Scope, backend: Backend): Arguments[] {
  return product(scan, scope, backend, (source) => rowsOf(source, scan, scope, backend));
}

/** True where the local engine computes arguments of the scan: for literals alone it is not asked. */
export function needsLocalSql({ sources }: Scan): boolean {
  return sources.some(
    (source) => source.kind === "query" || source.values.some((value) => literalValue(value) === undefined),
  );
}

/** The argument sets as far as they are known without any row: `placeholder` stands for what a query would yield. */
export function exampleSets(scan: Scan, backend: Backend, placeholder: (source: QuerySource) => Given): Arguments[] {
  const scope = backend.openScope();
  try {
    const isKnown = (source: QuerySource): boolean => scan.once === true && source.dependsOn.length === 0;
    return product(scan, scope, backend, (source) =>
      isKnown(source) ? rowsOf(source, scan, scope, backend) : [placeholder(source)],
    );
  } finally {
    scope.close();
  }
}

// oxlint-disable-next-line max-params -- a scan, the two that compute its constants, and what its queries yield
function product(scan: Scan, scope: Scope, backend: Backend, rows: (source: QuerySource) => Given[]): Arguments[] {
  let sets: Arguments[] = [new Map()];
  for (const source of scan.sources) {
    const given = source.kind === "query" ? rows(source) : constantsOf(source, scope, backend);
    sets = sets.flatMap((set) => given.map((values) => new Map([...set, ...values])));
  }
  return sets;
}

function rowsOf(source: QuerySource, scan: Scan, scope: Scope, backend: Backend): Given[] {
  const columns = source.parameters.map((parameter) => argumentColumn(parameter, scan));
  const rows = [...scope.query(print(backend.timed(source.query), backend.dialect), columns)].flat();
  // An argument that is NULL matches nothing: no call is made for it.
  const complete = source.nulls === true ? rows : rows.filter((row) => row.every((cell) => cell !== null));
  return distinct(complete.map((row) => source.parameters.map((parameter, i) => [parameter, row[i] ?? null] as const)));
}

function constantsOf({ parameter, values, together }: Constants, scope: Scope, backend: Backend): Given[] {
  const cells = evaluateConstants(values, scope, backend).filter((value) => value !== null);
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

/** The values of expressions without columns; what is no literal is computed by the local engine. */
export function evaluateConstants(expressions: readonly Expression[], scope: Scope, backend: Backend): Value[] {
  return expressions.map((expression) => {
    const literal = literalValue(expression);
    if (literal !== undefined) return literal;
    const sql = `SELECT ${print(expression, backend.dialect)}`;
    const [row] = [...scope.query(sql, [{ name: "value", type: "any" }])].flat();
    return row?.[0] ?? null;
  });
}
