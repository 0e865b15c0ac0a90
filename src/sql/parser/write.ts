/** INSERT, UPDATE, REPLACE, DELETE. */
import type { Delete, Identifier, Insert, SelectItem, Update, With } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseAssignment, parseOnConflict } from "./assignment.ts";
import { parseQuery } from "./query.ts";
import { parseOptional, parseSelectItem } from "./select.ts";
import { commaList, parenthesisedList, parseAlias, parseQualifiedName, present } from "./shared.ts";
import { parseFrom } from "./table-ref.ts";

/** insert → "INSERT" [ "IGNORE" ] [ "INTO" ] name [ "(" list(name) ")" ] query [ on-conflict ] returning */
export function parseInsert(cursor: Cursor, tables?: With): Insert {
  const verb = cursor.expect("INSERT");
  if (cursor.at("OR") || cursor.at("OVERWRITE"))
    throw cursor.notSupported(`INSERT ${cursor.peek().text}`, cursor.peek());
  cursor.accept("IGNORE");
  cursor.accept("INTO");
  const target = parseQualifiedName(cursor, "the name of a resource");
  const columns = startsColumns(cursor) ? parenthesisedList(cursor, parseColumn) : [];
  if (cursor.atSequence("DEFAULT", "VALUES")) throw cursor.notSupported("INSERT … DEFAULT VALUES", cursor.peek());
  if (cursor.at("SET")) throw cursor.notSupported("INSERT … SET", cursor.peek(), "Write (columns) VALUES (values).");
  if (!cursor.at("SELECT", "VALUES", "WITH", "(")) cursor.fail("VALUES or SELECT", insertHint(cursor));
  const source = parseQuery(cursor);
  const onConflict = parseOnConflict(cursor);
  const returning = parseReturning(cursor);
  const start = tables ?? verb;
  const span = cursor.spanFrom(start);
  return {
    kind: "insert",
    hints: verb.hints,
    ...present({ with: tables, onConflict }),
    target,
    columns,
    source,
    returning,
    span,
  };
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

/** update → ("UPDATE" | "REPLACE") name alias "SET" list(assignment) [ "FROM" from ] [ "WHERE" e ] returning */
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
  refuseLimit(cursor, verb);
  return {
    kind: "update",
    verb,
    hints: token.hints,
    ...present({ with: tables, alias, from, where }),
    target,
    assignments,
    returning: parseReturning(cursor),
    span: cursor.spanFrom(tables ?? token),
  };
}

/** delete → "DELETE" "FROM" name alias [ ("USING" | "FROM") from ] [ "WHERE" e ] returning */
export function parseDelete(cursor: Cursor, tables?: With): Delete {
  const verb = cursor.expect("DELETE");
  cursor.expect("FROM");
  const target = parseQualifiedName(cursor, "the name of a resource");
  const alias = parseAlias(cursor);
  const from = cursor.accept("USING", "FROM") ? parseFrom(cursor) : undefined;
  const where = parseOptional(cursor, "WHERE");
  refuseLimit(cursor, "DELETE");
  return {
    kind: "delete",
    hints: verb.hints,
    ...present({ with: tables, alias, from, where }),
    target,
    returning: parseReturning(cursor),
    span: cursor.spanFrom(tables ?? verb),
  };
}

function refuseLimit(cursor: Cursor, verb: string): void {
  if (!cursor.at("ORDER", "LIMIT")) return;
  const hint = "Pick the rows by WHERE … IN (SELECT … ORDER BY … LIMIT …).";
  throw cursor.notSupported(`${verb} … ${cursor.peek().text === "ORDER" ? "ORDER BY" : "LIMIT"}`, cursor.peek(), hint);
}

/** returning → [ "RETURNING" list(select-item) ] */
function parseReturning(cursor: Cursor): SelectItem[] {
  return cursor.accept("RETURNING") ? commaList(cursor, parseSelectItem) : [];
}
