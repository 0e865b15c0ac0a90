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
  const common = commonColumns(query);
  return rewrite(query, {
    select: (select) => (select.from === undefined ? select : ticking({ select, common }, select.from)),
  });
}

/** True where the function is called for all combinations of rows: it knows a column of each table that is joined. */
export function countsAll(query: Query): boolean {
  const common = commonColumns(query);
  let all = true;
  visit(query, {
    select: (select) => {
      const tables = select.from === undefined ? [] : tablesOf(select.from);
      if (tables.length > 1 && tables.some((table) => columnOf(table, { select, common }).length === 0)) all = false;
    },
  });
  return all;
}

/** A SELECT, and a column of each common table that it may name. */
interface Place {
  readonly select: Select;
  readonly common: ReadonlyMap<string, string>;
}

/** Of each common table the first column; names that stand for several tables are left out. */
function commonColumns(query: Query): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  visit(query, {
    "common-table": ({ name: { name }, columns, query: { body } }) => {
      const column = columns[0]?.name ?? firstColumn(body);
      if (column === undefined || seen.has(name)) found.delete(name);
      else found.set(name, column);
      seen.add(name);
    },
  });
  return found;
}

function ticking(place: Place, from: TableRef): Select {
  return { ...place.select, from: tickingJoins(from, place), where: conditionOf(place, from) };
}

/** WHERE sees the rows of an outer join only where its own condition has let them pass. */
function tickingJoins(table: TableRef, place: Place): TableRef {
  if (table.kind !== "join") return table;
  const [left, right] = [tickingJoins(table.left, place), tickingJoins(table.right, place)];
  if (table.on === undefined || table.join === "INNER") return { ...table, left, right };
  return { ...table, left, right, on: binary("AND", tickOf(table, place), table.on) };
}

/**
 * SQLite tests a condition as far out as it can: it is the innermost loop that must be counted, so the function gets a
 * column of each table. It comes first: what follows a term that is false is not looked at.
 */
function conditionOf(place: Place, from: TableRef): Expression {
  const tick = tickOf(from, place);
  return place.select.where === undefined ? tick : binary("AND", tick, place.select.where);
}

function tickOf(table: TableRef, place: Place): Expression {
  return call(tickFunction, ...tablesOf(table).flatMap((one) => columnOf(one, place)));
}

function tablesOf(table: TableRef): TableRef[] {
  return table.kind === "join" ? [...tablesOf(table.left), ...tablesOf(table.right)] : [table];
}

/** A column of the table as an expression; none where none is known. */
function columnOf(table: TableRef, { select, common }: Place): Expression[] {
  if (table.kind === "join") return [];
  const name = table.alias?.name.name ?? (table.kind === "named-table" ? table.name.parts.at(-1)?.name : undefined);
  if (name === undefined) return [];
  const parts = table.kind === "named-table" ? table.name.parts.map((part) => part.name) : [];
  // Tables have a rowid: those of the store, whose names have a schema, and staged ones, whose names end in a number.
  if (parts.length > 1 || /#\d+$/.test(parts[0] ?? "")) return [columnRef(name, "rowid")];
  const column =
    usedColumn(name, select) ??
    table.alias?.columns[0]?.name ??
    (table.kind === "table-function" ? "key" : undefined) ??
    common.get(parts[0] ?? "") ??
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
  return body.kind === "select" ? body.items[0]?.alias?.name : "column1";
}
