/** What stands in FROM: tables, functions, queries and EXEC in parentheses, and their joins. */
import type { DerivedTable, Identifier, Join, TableRef } from "../ast.ts";
import type { Span } from "../../common/span.ts";
import { type Cursor, misspelling } from "./cursor.ts";
import { parseExec } from "./exec.ts";
import { parseFunctionCall } from "./function-call.ts";
import { continuesQuery, startsQuery } from "./query-start.ts";
import { parenthesisedList, parseAlias, parseQualifiedName, present } from "./shared.ts";

/** from → table { "," table }; a comma binds looser than JOIN */
export function parseFrom(cursor: Cursor): TableRef {
  return continueFrom(cursor, parseJoins(cursor, parseTable(cursor)));
}

function continueFrom(cursor: Cursor, first: TableRef): TableRef {
  let left = first;
  while (cursor.accept(",")) {
    const right = parseJoins(cursor, parseTable(cursor));
    const span = cursor.spanFrom(left);
    left = { kind: "join", join: "CROSS", natural: false, comma: true, left, right, using: [], span };
  }
  return left;
}

/** joins → table { [ "NATURAL" ] join-kind "JOIN" table [ "ON" expression | "USING" "(" list(name) ")" ] } */
function parseJoins(cursor: Cursor, first: TableRef): TableRef {
  let left = first;
  for (let kind = parseJoinKind(cursor); kind !== undefined; kind = parseJoinKind(cursor)) {
    const right = parseTable(cursor);
    left = {
      kind: "join",
      ...kind,
      comma: false,
      left,
      right,
      ...parseCondition(cursor, kind),
      span: cursor.spanFrom(left),
    };
  }
  return left;
}

type JoinKind = Pick<Join, "join" | "natural">;

/** join-kind → [ "INNER" | ("LEFT" | "RIGHT" | "FULL") [ "OUTER" ] | "CROSS" ] "JOIN" | "STRAIGHT_JOIN" */
function parseJoinKind(cursor: Cursor): JoinKind | undefined {
  if (cursor.accept("STRAIGHT_JOIN")) return { join: "INNER", natural: false };
  const natural = cursor.accept("NATURAL") !== undefined;
  if (cursor.accept("JOIN")) return { join: "INNER", natural };
  const word = cursor.accept("INNER", "LEFT", "RIGHT", "FULL", ...(natural ? [] : ["CROSS"]));
  if (word === undefined) return natural ? cursor.fail("JOIN") : undefined;
  const join = word.text as Join["join"];
  if (join !== "INNER" && join !== "CROSS") cursor.accept("OUTER");
  if (cursor.accept("JOIN") === undefined) cursor.fail("JOIN", misspelling(cursor.peek(), ["JOIN", "OUTER"]));
  return { join, natural };
}

function parseCondition(cursor: Cursor, { join, natural }: JoinKind): Pick<Join, "on" | "using"> {
  if (natural || join === "CROSS") {
    if (cursor.at("ON", "USING")) {
      throw cursor.error(`a ${natural ? "NATURAL" : "CROSS"} JOIN has no ${cursor.peek().text}`, cursor.peek());
    }
    return { using: [] };
  }
  if (cursor.accept("ON")) return { on: cursor.rules.expression(cursor), using: [] };
  if (cursor.accept("USING")) {
    return { using: parenthesisedList(cursor, (inner): Identifier => inner.name("a column name")) };
  }
  if (join === "INNER") return { using: [] };
  return cursor.fail("ON or USING", misspelling(cursor.peek(), ["USING"]));
}

/** table → [ "LATERAL" ] (name [ "(" … ")" ] | "(" … ")") alias */
function parseTable(cursor: Cursor): TableRef {
  return cursor.nested(() => {
    const start = cursor.peek();
    const lateral = isLateral(cursor);
    if (lateral) cursor.take();
    if (cursor.at("(")) return parseParenthesised(cursor, lateral);
    return parseNamed(cursor, start, lateral);
  });
}

function isLateral(cursor: Cursor): boolean {
  if (!cursor.at("LATERAL")) return false;
  const next = cursor.peek(1);
  return (
    next.text === "(" ||
    ((next.kind === "word" || next.kind === "quoted-name") && next.text !== "AS" && isCallAt(cursor, 1))
  );
}

/** True where `name { "." name } "("` begins at this offset. */
function isCallAt(cursor: Cursor, offset: number): boolean {
  let at = offset + 1;
  while (cursor.peek(at).text === ".") at += 2;
  return cursor.peek(at).text === "(";
}

function parseNamed(cursor: Cursor, start: Span, lateral: boolean): TableRef {
  const name = parseQualifiedName(cursor, "a table");
  if (cursor.at("(")) {
    const call = parseFunctionCall(cursor, name.parts);
    const ordinality = cursor.acceptSequence("WITH", "ORDINALITY") ? true : undefined;
    const alias = parseAlias(cursor);
    return { kind: "table-function", lateral, call, ...present({ ordinality, alias }), span: cursor.spanFrom(start) };
  }
  const alias = parseAlias(cursor);
  return { kind: "named-table", name, ...present({ alias }), span: cursor.spanFrom(start) };
}

/** parenthesised → "(" (query | exec | from) ")" */
function parseParenthesised(cursor: Cursor, lateral: boolean): TableRef {
  const start = cursor.take();
  if (startsQuery(cursor)) {
    const query = cursor.rules.query(cursor);
    cursor.expect(")");
    return withAlias(cursor, { kind: "derived-table", lateral, query, span: cursor.spanFrom(start) });
  }
  if (cursor.at("EXEC") && cursor.peek(1).kind !== "symbol") {
    const exec = parseExec(cursor);
    cursor.expect(")");
    const alias = parseAlias(cursor);
    return { kind: "exec-table", exec, ...present({ alias }), span: cursor.spanFrom(start) };
  }
  const first = parseTable(cursor);
  if (isBareQuery(first)) {
    const query = continuesQuery(cursor) ? cursor.rules.queryAfter(cursor, first.query) : first.query;
    if (cursor.accept(")")) {
      return withAlias(cursor, { kind: "derived-table", lateral, query, span: cursor.spanFrom(start) });
    }
  }
  const inside = continueFrom(cursor, parseJoins(cursor, first));
  cursor.expect(")");
  if (inside.kind !== "join") return inside;
  const alias = parseAlias(cursor);
  if (alias !== undefined) {
    throw cursor.notSupported("an alias of a join in parentheses", alias.span, "Give each table its own alias.");
  }
  return { ...inside, span: cursor.spanFrom(start) };
}

/** True for `(query)` without an alias: the parentheses around it may belong to a longer query. */
function isBareQuery(table: TableRef): table is DerivedTable {
  return table.kind === "derived-table" && table.alias === undefined && !table.lateral;
}

function withAlias(cursor: Cursor, table: DerivedTable): DerivedTable {
  const alias = parseAlias(cursor);
  return { ...table, ...present({ alias }), span: cursor.spanFrom(table) };
}
