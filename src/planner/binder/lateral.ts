/**
 * LATERAL subqueries, which the local engine has not: the rows of the subquery become one JSON array for each row on
 * the left, and `json_each` makes rows of it again. Correlated scalar subqueries and table functions may do what a
 * subquery in FROM may not: name columns to their left.
 */
import type { ColumnType } from "../../common/value.ts";
import type { Expression, Query, ScalarSubquery, TableFunction } from "../../sql/ast.ts";
import { alias, call, columnRef, equals, literal, query, selectItem } from "../../sql/build.ts";
import { namedTable, selectOver, withNames } from "../rewrites/columns-below.ts";
import { closeFunction } from "./from.ts";
import { renameColumns } from "./same-label.ts";
import { newScope, type Scope, type ScopeColumn, type ScopeRelation } from "./scope.ts";
import { touching, type BindState } from "./state.ts";

const rowsTable = "rows#";

/**
 * Binds the LATERAL subqueries of a scope, from left to right, as far as all that stands to the left of each is
 * settled: relations in `waiting` are not.
 */
export function openLaterals(waiting: readonly ScopeRelation[], scope: Scope, state: BindState): void {
  for (const relation of scope.relations) {
    if (waiting.includes(relation)) return;
    openLateral(relation, scope, state);
  }
}

function openLateral(relation: ScopeRelation, scope: Scope, state: BindState): void {
  const ref = relation.lateral;
  if (ref === undefined) return;
  relation.lateral = undefined;
  const left = scope.relations.slice(0, scope.relations.indexOf(relation));
  for (const other of left) closeFunction(other, scope, state);
  const { merged, filters } = scope;
  const around: Scope = { ...newScope(scope.parent, scope.tables), relations: left, merged, filters };
  const { result, touched } = touching(state, () =>
    state.bindQuery(ref.query, { parent: around, tables: scope.tables }, state),
  );
  const columns = renameColumns(result.columns, ref.alias?.columns ?? []);
  relation.columns = columns.map((column, index): ScopeColumn => ({
    ...column,
    read: (row) => cellAt(row("value"), index),
  }));
  relation.needs = [...touched].filter((other) => left.includes(other));
  const rows: ScalarSubquery = { kind: "scalar-subquery", query: rowsOf(result.node, columns), span: ref.span };
  const table: TableFunction = {
    kind: "table-function",
    lateral: false,
    call: call("json_each", rows),
    alias: alias(relation.alias),
    span: ref.span,
  };
  relation.tableRef = table;
}

function cellAt(row: Expression, index: number): Expression {
  return call("json_extract", row, literal(`$[${index}]`));
}

/** `WITH rows# (c#1, …) AS MATERIALIZED (query) SELECT json_group_array(json_array(c#1, …)) FROM rows#` */
function rowsOf(rows: Query, columns: readonly ScopeColumn[]): Query {
  const names = columns.map((_, index) => `c#${index + 1}`);
  const cells = columns.map(({ type }, index) => storedCell(columnRef(rowsTable, names[index] ?? ""), type));
  const array = call("json_group_array", call("json_array", ...cells));
  return { ...query(selectOver([selectItem(array)], namedTable(rowsTable))), with: withNames(rows, rowsTable, names) };
}

const exactTypes: ReadonlySet<ColumnType> = new Set(["text", "timestamp", "integer", "boolean", "json"]);

/** JSON is written with 15 digits of a real; 17 are all there are. */
function storedCell(cell: Expression, type: ColumnType): Expression {
  if (exactTypes.has(type)) return cell;
  const isReal = equals(call("typeof", cell), literal("real"));
  const digits = call("json", call("printf", literal("%!.17g"), cell));
  return call("iif", isReal, digits, cell);
}
