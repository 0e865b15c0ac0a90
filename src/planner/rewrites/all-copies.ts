/**
 * INTERSECT ALL and EXCEPT ALL, which count copies of a row: numbered, the copies are rows of their own, and the plain
 * operation does the rest.
 */
import type { FunctionCall, Query, QueryBody, Select, SetOperation } from "../../sql/ast.ts";
import { call, columnRef, identifier, query, selectItem, syntheticSpan } from "../../sql/build.ts";
import { selectFrom } from "./columns-below.ts";

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
  const span = syntheticSpan;
  const columns = names.map((name) => columnRef(table, name));
  const number: FunctionCall = {
    ...call("row_number"),
    over: { kind: "window-spec", partitionBy: columns, orderBy: [], span },
  };
  const select: Select = {
    kind: "select",
    hints: [],
    distinct: false,
    distinctOn: [],
    items: [...columns.map((column, index) => selectItem(column, names[index])), selectItem(number, copyNumber)],
    from: { kind: "named-table", name: { kind: "qualified-name", parts: [identifier(table, true)], span }, span },
    groupBy: [],
    windows: [],
    span,
  };
  const whole: Query = body.kind === "query" ? body : query(body);
  const definition = {
    kind: "common-table",
    name: identifier(table, true),
    columns: names.map((name) => identifier(name, true)),
    query: whole,
    span,
  } as const;
  return { ...query(select), with: { kind: "with", recursive: false, tables: [definition], span } };
}
