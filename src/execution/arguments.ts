/** The argument sets of a scan: the product of its sources, without repeats. */
import { type Column, type Value, textOf } from "../common/value.ts";
import { Json } from "../common/value.ts";
import type { Expression } from "../sql/ast.ts";
import { print } from "../sql/printer.ts";
import { findParameter } from "../planner/methods.ts";
import type { ArgumentSource, Scan } from "../planner/scan.ts";
import type { Backend, Scope } from "./backends/backend.ts";
import { literalValue } from "./evaluate.ts";

export type Arguments = ReadonlyMap<string, Value>;

/** Yields one map of arguments for each call that a scan makes; `scope` holds the scans it depends on. */
export function argumentSets(scan: Scan, scope: Scope, backend: Backend): Arguments[] {
  let sets: Arguments[] = [new Map()];
  for (const source of scan.sources) {
    const given = valuesOf(source, scan, scope, backend);
    sets = sets.flatMap((set) => given.map((values) => new Map([...set, ...values])));
  }
  return sets;
}

type Given = readonly (readonly [string, Value])[];

function valuesOf(source: ArgumentSource, scan: Scan, scope: Scope, backend: Backend): Given[] {
  if (source.kind === "query") {
    const columns = source.parameters.map((parameter) => argumentColumn(parameter, scan));
    const rows = [...scope.query(print(source.query, backend.dialect), columns)].flat();
    // An argument that is NULL matches nothing: no call is made for it.
    const complete = rows.filter((row) => row.every((cell) => cell !== null));
    return distinct(
      complete.map((row) => source.parameters.map((parameter, i) => [parameter, row[i] ?? null] as const)),
    );
  }
  const values = evaluateConstants(source.values, scope, backend).filter((value) => value !== null);
  if (source.together) {
    return [[[source.parameter, Json.ofValue(values.map((value) => (value instanceof Json ? value.value : value)))]]];
  }
  return distinct(values.map((value) => [[source.parameter, value]]));
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
