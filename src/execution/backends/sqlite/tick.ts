/**
 * The drivers cannot interrupt a query that runs. So a query under a time limit calls a function for every combination
 * of rows that it looks at, and the function throws when the time is over.
 */
import type { Expression, Query, QueryBody, Select, TableRef } from "../../../sql/ast.ts";
import { binary, call, columnRef } from "../../../sql/build.ts";
import { rewrite, visit } from "../../../sql/traverse.ts";

/** The name of the function; it takes anything and returns 1. */
export const tickFunction = "tributary_tick";

/** Calls between two looks at the clock. */
const callsPerLook = 64;

/** What the function does: throws as `checkTime` does. */
export function createTick(checkTime: () => void): () => number {
  let calls = 0;
  return () => {
    if (calls++ % callsPerLook === 0) checkTime();
    return 1;
  };
}

/** The query with the function called in every SELECT that reads something; its rows are the same. */
export function withTicks(query: Query): Query {
  return rewrite(query, {
    select: (select) => (select.from === undefined ? select : { ...select, where: conditionOf(select, select.from) }),
  });
}

/**
 * SQLite tests a condition as far out as it can: it is the innermost loop that must be counted, so the function gets a
 * column of each table.
 */
function conditionOf(select: Select, from: TableRef): Expression {
  const tick = call(tickFunction, ...tablesOf(from).flatMap((table) => columnOf(table, select)));
  return select.where === undefined ? tick : binary("AND", select.where, tick);
}

function tablesOf(table: TableRef): TableRef[] {
  return table.kind === "join" ? [...tablesOf(table.left), ...tablesOf(table.right)] : [table];
}

/** A column of the table as an expression; none where none is known. */
function columnOf(table: TableRef, select: Select): Expression[] {
  if (table.kind === "join") return [];
  const name = table.alias?.name.name ?? (table.kind === "named-table" ? table.name.parts.at(-1)?.name : undefined);
  if (name === undefined) return [];
  // Only staged tables have a rowid, and only their names end in a number behind this sign.
  const isStaged = table.kind === "named-table" && /#\d+$/.test(table.name.parts.at(-1)?.name ?? "");
  if (isStaged) return [columnRef(name, "rowid")];
  const column =
    usedColumn(name, select) ??
    table.alias?.columns[0]?.name ??
    (table.kind === "table-function" ? "key" : undefined) ??
    (table.kind === "derived-table" ? firstColumn(table.query.body) : undefined);
  return column === undefined ? [] : [columnRef(name, column)];
}

/** A column of the table that the SELECT itself names. */
function usedColumn(table: string, select: Select): string | undefined {
  let found: string | undefined;
  visit(select, {
    query: () => false,
    "column-ref": ({ parts: [qualifier, column, ...more] }) => {
      if (qualifier?.name === table && column !== undefined && more.length === 0) found ??= column.name;
    },
  });
  return found;
}

function firstColumn(body: QueryBody): string | undefined {
  if (body.kind === "query") return firstColumn(body.body);
  if (body.kind === "set-operation") return firstColumn(body.left);
  return body.kind === "select" ? body.items[0]?.alias?.name : undefined;
}
