/**
 * INTERSECT ALL and EXCEPT ALL, which count copies of a row: numbered, the copies are rows of their own, and the plain
 * operation does the rest.
 */
import type { FunctionCall, Query, QueryBody, SetOperation } from "../../sql/ast.ts";
import { call, columnRef, query, selectItem, syntheticSpan } from "../../sql/build.ts";
import { namedTable, selectFrom, selectOver, withNames } from "./columns-below.ts";

const table = "copies#";
const copyNumber = "n#";

/** A bound set operation whose columns have these labels, without ALL; itself where the local engine has that ALL. */
export function rewriteAllCopies(operation: SetOperation, labels: readonly string[]): QueryBody {
  if (!operation.all || operation.operator === "UNION") return operation;
  const names = labels.map((_, index) => `c#${index + 1}`);
  const counted: SetOperation = {
    ...operation,
    all: false,
    left: numbered(operation.left, names),
    right: numbered(operation.right, names),
  };
  const items = labels.map((label, index) => selectItem(columnRef(table, names[index] ?? ""), label));
  return { ...selectFrom(items, counted, table), span: operation.span };
}

/** `WITH copies# (c#1, …) AS (body) SELECT c#1, …, row_number() OVER (PARTITION BY c#1, …) FROM copies#` */
function numbered(body: QueryBody, names: readonly string[]): Query {
  const columns = names.map((name) => columnRef(table, name));
  const number: FunctionCall = {
    ...call("row_number"),
    over: { kind: "window-spec", partitionBy: columns, orderBy: [], span: syntheticSpan },
  };
  const items = [...columns.map((column, index) => selectItem(column, names[index])), selectItem(number, copyNumber)];
  return { ...query(selectOver(items, namedTable(table))), with: withNames(body, table, names) };
}
