/** INSERT, UPDATE, REPLACE, DELETE. */
import type { Delete, Identifier, Insert, Query, SelectItem, Update, With } from "../ast.ts";
import { parseAssignment, parseOnConflict } from "./assignment.ts";
import type { Cursor } from "./cursor.ts";
import { parseLimits } from "./limit.ts";
import { parseQuery } from "./query.ts";
import { parseOptional, parseSelectItem } from "./select.ts";
import { commaList, parenthesisedList, parseAlias, parseQualifiedName, present } from "./shared.ts";
import { parseFrom } from "./table-ref.ts";
import { parseOrderBy } from "./window.ts";

/**
 * insert → "INSERT" [ "IGNORE" ] [ "INTO" ] name [ "(" list(name) ")" ] ("DEFAULT" "VALUES" | query) [ on-conflict ]
 * returning
 */
export function parseInsert(cursor: Cursor, tables?: With): Insert {
  const verb = cursor.expect("INSERT");
  if (cursor.at("OR") || cursor.at("OVERWRITE"))
    throw cursor.notSupported(`INSERT ${cursor.peek().text}`, cursor.peek());
  cursor.accept("IGNORE");
  cursor.accept("INTO");
  const target = parseQualifiedName(cursor, "the name of a resource");
  const columns = startsColumns(cursor) ? parenthesisedList(cursor, parseColumn) : [];
  if (cursor.at("SET")) throw cursor.notSupported("INSERT … SET", cursor.peek(), "Write (columns) VALUES (values).");
  const defaults = parseDefaults(cursor, columns);
  if (defaults === undefined && !cursor.at("SELECT", "VALUES", "WITH", "(")) {
    cursor.fail("VALUES or SELECT", insertHint(cursor));
  }
  const source = defaults ?? parseQuery(cursor);
  const onConflict = parseOnConflict(cursor);
  const returning = parseReturning(cursor);
  const start = tables ?? verb;
  const rows = { source, ...(defaults === undefined ? {} : { defaults: true as const }) };
  const span = cursor.spanFrom(start);
  const before = { hints: verb.hints, ...present({ with: tables, onConflict }) };
  return { kind: "insert", ...before, target, columns, ...rows, returning, span };
}

/** [ "DEFAULT" "VALUES" ]: one row in which nothing is given. */
function parseDefaults(cursor: Cursor, columns: readonly Identifier[]): Query | undefined {
  const start = cursor.peek();
  if (!cursor.acceptSequence("DEFAULT", "VALUES")) return undefined;
  const span = cursor.spanFrom(start);
  if (columns.length > 0) throw cursor.error("DEFAULT VALUES takes no list of columns", span);
  return { kind: "query", body: { kind: "values", rows: [[]], span }, orderBy: [], span };
}

function startsColumns(cursor: Cursor): boolean {
  return cursor.at("(") && !["(", "SELECT", "WITH"].includes(cursor.peek(1).text) && !isValuesAt(cursor, 1);
}

function isValuesAt(cursor: Cursor, offset: number): boolean {
  return cursor.peek(offset).text === "VALUES" && cursor.peek(offset + 1).text === "(";
}

function insertHint(cursor: Cursor): string | undefined {
  return cursor.at("AS") ? "The target of an INSERT has no alias." : undefined;
}

/** column → name { "." name }; the dotted name of a property inside the body is one name. */
function parseColumn(cursor: Cursor): Identifier {
  const name = cursor.name("a column name");
  const parts = [name];
  while (cursor.accept(".")) parts.push(cursor.nameAfterDot());
  if (parts.length === 1) return name;
  return { ...name, name: parts.map((part) => part.name).join("."), quoted: true, span: cursor.spanFrom(name) };
}

/** update → ("UPDATE" | "REPLACE") name alias "SET" list(assignment) [ "FROM" from ] [ "WHERE" e ] row-limits returning */
export function parseUpdate(cursor: Cursor, tables?: With): Update {
  const token = cursor.take();
  const verb = token.text as Update["verb"];
  if (verb === "REPLACE" && cursor.at("INTO")) {
    throw cursor.notSupported("REPLACE INTO", cursor.peek(), "Write REPLACE name SET column = value WHERE ….");
  }
  cursor.accept("IGNORE");
  const target = parseQualifiedName(cursor, "the name of a resource");
  const alias = parseAlias(cursor);
  cursor.expect("SET");
  const assignments = commaList(cursor, parseAssignment);
  const from = cursor.accept("FROM") ? parseFrom(cursor) : undefined;
  const where = parseOptional(cursor, "WHERE");
  const limits = parseRowLimits(cursor);
  return {
    kind: "update",
    verb,
    hints: token.hints,
    ...present({ with: tables, alias, from, where }),
    ...limits,
    target,
    assignments,
    returning: parseReturning(cursor),
    span: cursor.spanFrom(tables ?? token),
  };
}

/** delete → "DELETE" "FROM" name alias [ ("USING" | "FROM") from ] [ "WHERE" e ] row-limits returning */
export function parseDelete(cursor: Cursor, tables?: With): Delete {
  const verb = cursor.expect("DELETE");
  cursor.expect("FROM");
  const target = parseQualifiedName(cursor, "the name of a resource");
  const alias = parseAlias(cursor);
  const from = cursor.accept("USING", "FROM") ? parseFrom(cursor) : undefined;
  const where = parseOptional(cursor, "WHERE");
  const limits = parseRowLimits(cursor);
  return {
    kind: "delete",
    hints: verb.hints,
    ...present({ with: tables, alias, from, where }),
    ...limits,
    target,
    returning: parseReturning(cursor),
    span: cursor.spanFrom(tables ?? verb),
  };
}

/** row-limits → order-by limits */
function parseRowLimits(cursor: Cursor): Pick<Update, "orderBy" | "limit" | "offset"> {
  return { orderBy: parseOrderBy(cursor), ...parseLimits(cursor) };
}

/** returning → [ "RETURNING" list(select-item) ] */
function parseReturning(cursor: Cursor): SelectItem[] {
  return cursor.accept("RETURNING") ? commaList(cursor, parseSelectItem) : [];
}
