/**
 * Table functions in FROM: what columns they have. UNNEST and generate_series are `json_each` by another name, over a
 * list that is there or made.
 */
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { ColumnType } from "../../common/value.ts";
import type { Expression, TableFunction } from "../../sql/ast.ts";
import { binary, call, literal } from "../../sql/build.ts";
import { itemFunction, listFunctions, seriesFunction, tableFunctionColumns, tables } from "../functions/tables.ts";
import { combinedType } from "./type.ts";
import type { ScopeColumn, ScopeRelation } from "./scope.ts";

/** The relation that a table function is; its arguments wait. Throws `undefined_function` with the nearest names. */
export function openFunction(ref: TableFunction): ScopeRelation {
  const name = ref.call.name.parts.map((part) => part.name.toLowerCase()).join(".");
  const maker = Object.hasOwn(listFunctions, name) ? listFunctions[name] : undefined;
  if (maker !== undefined) return openMade(ref, name, maker);
  if (name === "generate_series") return openSeries(ref, name);
  const known = Object.hasOwn(tableFunctionColumns, name) ? tableFunctionColumns[name] : undefined;
  if (known === undefined) throw undefinedFunction(ref, name);
  if (ref.ordinality === true) throw noOrdinality(ref, name);
  const names = ref.alias?.columns ?? [];
  const columns = known.map((column, index): ScopeColumn => {
    const label = names[index]?.name ?? column.name;
    return {
      label,
      ...column,
      ...(column.type === "any" && column.name !== "key" ? { read: itemOf(column.name) } : {}),
    };
  });
  return relationOf(ref, name, columns);
}

/**
 * `UNNEST(list) [WITH ORDINALITY] AS t (element, position)`: the element is named like the table if by nothing else.
 */
function openList(ref: TableFunction, name: string, list: readonly Expression[]): ScopeRelation {
  const names = ref.alias?.columns ?? [];
  const element = names[0]?.name ?? ref.alias?.name.name ?? name;
  const columns: ScopeColumn[] = [{ label: element, name: "value", type: "any", read: itemOf("value") }];
  if (ref.ordinality === true) {
    const label = names[1]?.name ?? "ordinality";
    columns.push({ label, name: "key", type: "integer", read: (row) => binary("+", row("key"), literal(1)) });
  }
  const each = { ...call("json_each", ...list), span: ref.call.span };
  return relationOf({ ...ref, call: each, ordinality: false }, name, columns);
}

/** A list that is given, or that a function makes of the arguments: of texts, as all of those do. */
function openMade(ref: TableFunction, name: string, maker: string): ScopeRelation {
  const relation = openList(ref, name, ref.call.arguments);
  if (maker !== "list") {
    relation.listed = (bound) => ({ list: call(maker, ...bound.map(({ node }) => node)), type: "text" });
  }
  return relation;
}

/** A value of `json_each`, whole numbers beyond 64 bits in full. */
function itemOf(column: string): ScopeColumn["read"] {
  return (row) => call(itemFunction, row(column), row("json"), row("fullkey"));
}

/** Its type is known once its arguments are bound: that of the bounds and a numeric step, or moments. */
function openSeries(ref: TableFunction, name: string): ScopeRelation {
  const given = ref.call.arguments;
  if (given.length < 2 || given.length > 3) throw wrongSeries(ref);
  const relation = openList(ref, name, given.map(withoutInterval));
  const isMoment = given[2]?.kind === "interval";
  relation.listed = (bound) => ({
    list: call(seriesFunction, ...bound.map(({ node }) => node)),
    type: isMoment ? "timestamp" : seriesType(bound.map(({ type }) => type)),
  });
  return relation;
}

function seriesType(types: readonly ColumnType[]): ColumnType {
  const type = combinedType(types);
  if (type === "integer" || type === "number") return type;
  // What begins with a text is no series but one of moments.
  return types[0] === "text" || types[0] === "timestamp" ? "timestamp" : "any";
}

/** An interval as the text that the local engine reads. */
function withoutInterval(argument: Expression): Expression {
  if (argument.kind !== "interval") return argument;
  const { amount, unit } = argument;
  return unit === undefined ? amount : binary("||", amount, literal(` ${unit.toLowerCase()}`));
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
    hint: didYouMean(
      name,
      tables.map((table) => table.name),
    ),
  });
}

function wrongSeries(ref: TableFunction): EngineError {
  return new EngineError({
    condition: "undefined_function",
    stage: "bind",
    message: `generate_series takes two or three arguments, here are ${ref.call.arguments.length}`,
    span: ref.call.span,
    hint: "Write generate_series(start, stop) or generate_series(start, stop, step).",
  });
}

function noOrdinality(ref: TableFunction, name: string): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `WITH ORDINALITY after ${name} is not supported`,
    span: ref.span,
    hint: `The column key of ${name} counts from 0; UNNEST and generate_series take WITH ORDINALITY.`,
  });
}
