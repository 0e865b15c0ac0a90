/** CREATE and DROP of connections: accounts with names of their own, and groups of them. */
import type { ConnectionOption, CreateConnection, CreateConnectionGroup, DropConnection } from "../ast-connection.ts";
import type { Cursor } from "./cursor.ts";
import { type Modifiers, parenthesisedList, parseQualifiedName } from "./shared.ts";

/** connection → "CONNECTION" ( "GROUP" group | [ "IF" "NOT" "EXISTS" ] name "FOR" name [ "WITH" options ] ) */
export function parseCreateConnection(
  cursor: Cursor,
  { start, ...flags }: Modifiers,
): CreateConnection | CreateConnectionGroup {
  cursor.expect("CONNECTION");
  if (cursor.at("GROUP") && cursor.peek(1).text !== "FOR") return parseCreateGroup(cursor, { start, ...flags });
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  const name = oneName(cursor, "the name of a connection");
  cursor.expect("FOR");
  const provider = cursor.name("the name of a provider");
  const options = cursor.accept("WITH") ? parenthesisedList(cursor, parseOption) : [];
  return { kind: "create-connection", ...flags, ifNotExists, name, provider, options, span: cursor.spanFrom(start) };
}

/** group → [ "IF" "NOT" "EXISTS" ] name "AS" "(" list(name | string) ")" [ "WITH" options ] */
function parseCreateGroup(cursor: Cursor, { start, ...flags }: Modifiers): CreateConnectionGroup {
  cursor.expect("GROUP");
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  const name = oneName(cursor, "the name of a group");
  cursor.expect("AS");
  const members = parenthesisedList(cursor, parseMember);
  const options = cursor.accept("WITH") ? parenthesisedList(cursor, parseOption) : [];
  const span = cursor.spanFrom(start);
  return { kind: "create-connection-group", ...flags, ifNotExists, name, members, options, span };
}

/** A pattern stands in quotes, of either kind. */
function parseMember(cursor: Cursor): CreateConnectionGroup["name"] {
  if (cursor.peek().kind !== "string") return cursor.name("the name of a connection");
  const { value, start, end } = cursor.take();
  return { kind: "identifier", name: value, quoted: true, span: { start, end } };
}

/** option → name { "." name } "=" (e | "(" list(e) ")") */
function parseOption(cursor: Cursor): ConnectionOption {
  const path = parseQualifiedName(cursor, "a key of a connection");
  cursor.expect("=");
  const value = cursor.rules.expression(cursor);
  return { kind: "connection-option", path, value, span: cursor.spanFrom(path) };
}

/** drop-connection → "DROP" "CONNECTION" [ "GROUP" ] [ "IF" "EXISTS" ] name */
export function parseDropConnection(cursor: Cursor): DropConnection {
  const start = cursor.expect("DROP");
  cursor.expect("CONNECTION");
  const group = cursor.at("GROUP") && cursor.peek(1).kind !== "end" && cursor.accept("GROUP") !== undefined;
  const ifExists = cursor.acceptSequence("IF", "EXISTS");
  const name = oneName(cursor, group ? "the name of a group" : "the name of a connection");
  return { kind: "drop-connection", group, ifExists, name, span: cursor.spanFrom(start) };
}

function oneName(cursor: Cursor, what: string): DropConnection["name"] {
  const name = cursor.name(what);
  if (!cursor.at(".")) return name;
  throw cursor.error("a connection has a name of one part", cursor.peek());
}
