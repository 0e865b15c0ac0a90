/** Queries: WITH, set operations, VALUES, ORDER BY, LIMIT; a single SELECT is next door. */
import type { CommonTable, Expression, Query, QueryBody, SetOperation, Values, With } from "../ast.ts";
import type { Span } from "../../common/span.ts";
import type { Cursor } from "./cursor.ts";
import { parseLimits } from "./limit.ts";
import { parseSelect } from "./select.ts";
import { commaList, parenthesisedList, parseColumnNames, present } from "./shared.ts";
import { parseOrderBy } from "./window.ts";

/** query → [ with ] body order-by limits */
export function parseQuery(cursor: Cursor): Query {
  return parseQueryAfterWith(cursor, parseWith(cursor));
}

/** The query whose WITH has been read already. */
export function parseQueryAfterWith(cursor: Cursor, tables: With | undefined): Query {
  const start: Span = tables?.span ?? cursor.peek();
  return finishQuery(cursor, start, { body: parseBody(cursor), ...present({ with: tables }) });
}

/** The query whose first term, in parentheses, has just been read by someone who did not know what it would be. */
export function parseQueryAfter(cursor: Cursor, first: Query): Query {
  return finishQuery(cursor, first.span, { body: continueBody(cursor, unwrapped(first), 1) });
}

function finishQuery(cursor: Cursor, start: Span, { body, ...rest }: Pick<Query, "with" | "body">): Query {
  const orderBy = parseOrderBy(cursor);
  const limits = parseLimits(cursor);
  const query: Query = { kind: "query", ...rest, body, orderBy, ...limits, span: cursor.spanFrom(start) };
  // Parentheses around the whole query mean nothing.
  return body.kind === "query" && isBodyOnly(query) ? body : query;
}

function isBodyOnly(query: Query): boolean {
  const { orderBy, limit, offset } = query;
  return query.with === undefined && orderBy.length === 0 && limit === undefined && offset === undefined;
}

/** A query in parentheses as an operand: itself where it has clauses of its own, else just its body. */
function unwrapped(query: Query): QueryBody {
  return isBodyOnly(query) ? query.body : query;
}

// ---------------------------------------------------------------- set operations

const setLevels: Readonly<Record<string, number>> = { UNION: 1, EXCEPT: 1, INTERSECT: 2 };

/** body → term { ("UNION" | "EXCEPT" | "INTERSECT") [ "ALL" | "DISTINCT" ] term }; INTERSECT binds tighter */
function parseBody(cursor: Cursor, level = 1): QueryBody {
  return continueBody(cursor, parseTerm(cursor), level);
}

function continueBody(cursor: Cursor, first: QueryBody, level: number): QueryBody {
  let left = first;
  for (;;) {
    const token = cursor.peek();
    const binding = cursor.at(...Object.keys(setLevels)) ? (setLevels[token.text] ?? 0) : 0;
    if (binding < level) return left;
    const operator = cursor.take().text as SetOperation["operator"];
    const all = cursor.accept("ALL", "DISTINCT")?.text === "ALL";
    const right = parseBody(cursor, binding + 1);
    left = { kind: "set-operation", operator, all, left, right, span: cursor.spanFrom(left) };
  }
}

/** term → select | values | "(" query ")" */
function parseTerm(cursor: Cursor): QueryBody {
  if (cursor.at("SELECT")) return parseSelect(cursor);
  if (cursor.at("VALUES")) return parseValues(cursor);
  const start = cursor.peek();
  if (cursor.accept("(") === undefined) return cursor.fail("SELECT, VALUES or a query in parentheses");
  const query = cursor.nested(() => parseQuery(cursor));
  cursor.expect(")");
  return unwrapped({ ...query, span: cursor.spanFrom(start) });
}

/** values → "VALUES" list("(" list(expression) ")") */
function parseValues(cursor: Cursor): Values {
  const start = cursor.take();
  const rows = commaList(cursor, (inner): Expression[] => parenthesisedList(inner, inner.rules.expression));
  return { kind: "values", rows, span: cursor.spanFrom(start) };
}

// ---------------------------------------------------------------- WITH

/** with → [ "WITH" [ "RECURSIVE" ] list(common-table) ] */
export function parseWith(cursor: Cursor): With | undefined {
  const start = cursor.accept("WITH");
  if (start === undefined) return undefined;
  const isRecursive = cursor.at("RECURSIVE") && !["AS", "("].includes(cursor.peek(1).text);
  if (isRecursive) cursor.take();
  const tables = commaList(cursor, parseCommonTable);
  return { kind: "with", recursive: isRecursive, tables, span: cursor.spanFrom(start) };
}

/** common-table → name [ "(" list(name) ")" ] "AS" [ [ "NOT" ] "MATERIALIZED" ] "(" query ")" */
function parseCommonTable(cursor: Cursor): CommonTable {
  const name = cursor.name("the name of a common table");
  const columns = parseColumnNames(cursor);
  cursor.expect("AS");
  const materialized = parseMaterialized(cursor);
  cursor.expect("(");
  if (cursor.at("INSERT", "UPDATE", "REPLACE", "DELETE", "EXEC")) {
    const { text } = cursor.peek();
    const hint =
      text === "EXEC" ? "Write (EXEC …) t in FROM." : `Run the ${text} on its own, before: RETURNING makes rows of it.`;
    throw cursor.notSupported(`${text} in WITH`, cursor.peek(), hint);
  }
  const query = cursor.nested(() => parseQuery(cursor));
  cursor.expect(")");
  return { kind: "common-table", name, columns, ...present({ materialized }), query, span: cursor.spanFrom(name) };
}

function parseMaterialized(cursor: Cursor): boolean | undefined {
  if (cursor.acceptSequence("NOT", "MATERIALIZED")) return false;
  return cursor.accept("MATERIALIZED") ? true : undefined;
}
