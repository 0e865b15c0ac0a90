/**
 * Queries as SQLite takes them: operands of set operations without parentheses, OFFSET only after LIMIT, nothing after
 * VALUES, compound queries ordered by their columns only.
 */
import type { AnyNode, Expression, Query, QueryBody, Select, SetOperation } from "../../../sql/ast.ts";
import { literal, plainSelect, selectItem, star, syntheticSpan } from "../../../sql/build.ts";

type Print = (node: AnyNode) => string;

/** Prints a query that SQLite would not take as it stands; undefined leaves it to the standard printer. */
export function queryForm(query: Query, print: Print): string | undefined {
  const body = isWrapped(query) ? selectFrom(query.body) : query.body;
  const limit = query.offset !== undefined && query.limit === undefined ? literal(-1) : query.limit;
  if (body === query.body && limit === query.limit) return undefined;
  return print({ ...query, body, ...(limit === undefined ? {} : { limit }) });
}

/** A query in parentheses, VALUES with anything after it, and a compound query whose order is more than columns. */
function isWrapped({ body, orderBy, limit, offset }: Query): boolean {
  if (body.kind === "query") return true;
  if (body.kind === "values") return orderBy.length > 0 || limit !== undefined || offset !== undefined;
  return body.kind === "set-operation" && !orderBy.every(({ expression }) => isColumn(expression));
}

function isColumn(expression: Expression): boolean {
  if (expression.kind === "collate") return isColumn(expression.operand);
  return expression.kind === "literal" || expression.kind === "column-ref";
}

/** Prints a set operation whose operands need parentheses, which SQLite has not; undefined where none do. */
export function setOperationForm(operation: SetOperation, print: Print): string | undefined {
  const left = isTakenFirst(operation) ? operation.left : selectFrom(operation.left);
  const right = isSimple(operation.right) ? operation.right : selectFrom(operation.right);
  return left === operation.left && right === operation.right ? undefined : print({ ...operation, left, right });
}

function isSimple(body: QueryBody): boolean {
  return body.kind === "select" || body.kind === "values";
}

/** SQLite goes from left to right: an operation on the left needs no parentheses but below INTERSECT. */
function isTakenFirst({ left, operator }: SetOperation): boolean {
  if (left.kind !== "set-operation") return isSimple(left);
  return operator !== "INTERSECT" || left.operator === "INTERSECT";
}

/** `SELECT * FROM (body)` */
function selectFrom(body: QueryBody): Select {
  const span = syntheticSpan;
  const query: Query = body.kind === "query" ? body : { kind: "query", body, orderBy: [], span };
  return plainSelect({
    items: [selectItem(star())],
    from: { kind: "derived-table", lateral: false, query, span },
    span,
  });
}
