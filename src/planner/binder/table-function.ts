/** Table functions in FROM: what columns they have, and UNNEST, which is `json_each` by another name. */
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { TableFunction } from "../../sql/ast.ts";
import { binary, literal, qualifiedName } from "../../sql/build.ts";
import { tableFunctionColumns } from "../functions/functions.ts";
import type { ScopeColumn, ScopeRelation } from "./scope.ts";

/** The relation that a table function is; its arguments wait. Throws `undefined_function` with the nearest names. */
export function openFunction(ref: TableFunction): ScopeRelation {
  const name = ref.call.name.parts.map((part) => part.name.toLowerCase()).join(".");
  if (name === "unnest") return openUnnest(ref);
  const known = Object.hasOwn(tableFunctionColumns, name) ? tableFunctionColumns[name] : undefined;
  if (known === undefined) throw undefinedFunction(ref, name);
  if (ref.ordinality === true) throw noOrdinality(ref, name);
  const names = ref.alias?.columns ?? [];
  const columns = known.map((column, index) => ({ label: names[index]?.name ?? column.name, ...column }));
  return relationOf(ref, name, columns);
}

/** `UNNEST(array) [WITH ORDINALITY] AS t (element, position)`: the element is named like the table if by nothing else. */
function openUnnest(ref: TableFunction): ScopeRelation {
  const names = ref.alias?.columns ?? [];
  const element = names[0]?.name ?? ref.alias?.name.name ?? "unnest";
  const columns: ScopeColumn[] = [{ label: element, name: "value", type: "any" }];
  if (ref.ordinality === true) {
    const label = names[1]?.name ?? "ordinality";
    columns.push({ label, name: "key", type: "integer", read: (row) => binary("+", row("key"), literal(1)) });
  }
  const call = { ...ref.call, name: { ...qualifiedName("json_each"), span: ref.call.name.span } };
  return relationOf({ ...ref, call, ordinality: false }, "unnest", columns);
}

function relationOf(ref: TableFunction, name: string, columns: readonly ScopeColumn[]): ScopeRelation {
  const alias = ref.alias?.name.name ?? name;
  return { alias, fullName: [alias], columns, tableRef: ref, call: ref, nullable: false, needs: [] };
}

function undefinedFunction(ref: TableFunction, name: string): EngineError {
  return new EngineError({
    condition: "undefined_function",
    stage: "bind",
    message: `there is no table function ${name}`,
    span: ref.call.name.span,
    hint: didYouMean(name, [...Object.keys(tableFunctionColumns), "unnest"]),
  });
}

function noOrdinality(ref: TableFunction, name: string): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `WITH ORDINALITY after ${name} is not supported`,
    span: ref.span,
    hint: `The column key of ${name} counts from 0; UNNEST takes WITH ORDINALITY.`,
  });
}
