/** CREATE, DROP, REFRESH and TRUNCATE of what is stored. */
import type { Expression } from "../ast.ts";
import type { CreateConnection, CreateConnectionGroup, DropConnection } from "../ast-connection.ts";
import type {
  AlterTable,
  ColumnDefinition,
  CreateIndex,
  CreateTable,
  CreateView,
  Drop,
  Refresh,
  StoreStatement,
  TableConstraint,
  Truncate,
} from "../ast-store.ts";
import { levels } from "../operators.ts";
import type { Token } from "../token.ts";
import { parseCreateConnection, parseDropConnection } from "./connection.ts";
import { parseCreateFunction } from "./create-function.ts";
import { atTableConstraint, parseCheck, parseReferences, parseTableConstraint } from "./constraints.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, type Modifiers, parenthesisedList, parseColumnNames, present, storedName } from "./shared.ts";
import { parseTypeName } from "./type-name.ts";

/**
 * create → "CREATE" [ "OR" "REPLACE" ] [ "TEMP" | "TEMPORARY" ] (view | table | function | connection)
 *   | "CREATE" [ "UNIQUE" ] index
 */
export function parseCreate(
  cursor: Cursor,
  elsewhere: () => never,
): StoreStatement | CreateConnection | CreateConnectionGroup {
  if (!isStored(cursor)) return elsewhere();
  const start = cursor.expect("CREATE");
  const orReplace = cursor.acceptSequence("OR", "REPLACE");
  const temporary = cursor.accept("TEMP", "TEMPORARY") !== undefined;
  if (cursor.at("VIEW", "MATERIALIZED")) return parseCreateView(cursor, { start, orReplace, temporary });
  if (cursor.at("TABLE") && !orReplace) return parseCreateTable(cursor, { start, orReplace, temporary });
  if (cursor.at("UNIQUE", "INDEX") && !orReplace && !temporary) return parseCreateIndex(cursor, start);
  if (cursor.at("FUNCTION")) return parseCreateFunction(cursor, { start, orReplace, temporary });
  if (cursor.at("CONNECTION")) return parseCreateConnection(cursor, { start, orReplace, temporary });
  return cursor.fail("VIEW, MATERIALIZED VIEW, TABLE, INDEX, FUNCTION or CONNECTION");
}

/** True where the word after CREATE or DROP, less what may stand before it, is something stored. */
function isStored(cursor: Cursor): boolean {
  let offset = 1;
  while (["OR", "REPLACE", "TEMP", "TEMPORARY", "UNIQUE"].includes(cursor.peek(offset).text)) offset++;
  return ["VIEW", "MATERIALIZED", "TABLE", "INDEX", "FUNCTION", "CONNECTION"].includes(cursor.peek(offset).text);
}

/** view → [ "MATERIALIZED" ] "VIEW" [ "IF" "NOT" "EXISTS" ] name columns [ "WITH" time-to-live ] "AS" query */
function parseCreateView(cursor: Cursor, { start, orReplace, temporary }: Modifiers): CreateView {
  const materialized = cursor.accept("MATERIALIZED") !== undefined;
  cursor.expect("VIEW");
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  const name = storedName(cursor, "the name of a view");
  const columns = parseColumnNames(cursor);
  const ttl = materialized && cursor.accept("WITH") ? parseTimeToLive(cursor) : undefined;
  cursor.expect("AS");
  const query = cursor.rules.query(cursor);
  const flags = { orReplace, temporary, materialized, ifNotExists };
  return { kind: "create-view", ...flags, name, columns, ...present({ ttl }), query, span: cursor.spanFrom(start) };
}

/** time-to-live → "(" "TTL" "=" expression ")" */
function parseTimeToLive(cursor: Cursor): Expression {
  cursor.expect("(");
  if (cursor.peek().text !== "TTL") cursor.fail("ttl");
  cursor.take();
  cursor.expect("=");
  const ttl = cursor.rules.operators(cursor, levels.bitwise);
  cursor.expect(")");
  return ttl;
}

/** table → "TABLE" [ "IF" "NOT" "EXISTS" ] name ("AS" query | "(" list(column-definition) ")") */
function parseCreateTable(cursor: Cursor, { start, temporary }: Modifiers): CreateTable {
  cursor.expect("TABLE");
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  const name = storedName(cursor, "the name of a table");
  if (cursor.at("LIKE"))
    throw cursor.notSupported("CREATE TABLE … LIKE", cursor.peek(), "Use CREATE TABLE … AS query.");
  const query = cursor.accept("AS") ? cursor.rules.query(cursor) : undefined;
  if (query === undefined && !cursor.at("(")) cursor.fail('"(" or AS');
  const parts = query === undefined ? parenthesisedList(cursor, parseTablePart) : [];
  const columns = parts.filter((part) => part.kind === "column-definition");
  const constraints = parts.filter((part) => part.kind === "table-constraint");
  if (query === undefined && columns.length === 0) throw cursor.error("a table needs a column", name.span);
  const span = cursor.spanFrom(start);
  return { kind: "create-table", temporary, ifNotExists, name, columns, constraints, ...present({ query }), span };
}

function parseTablePart(cursor: Cursor): ColumnDefinition | TableConstraint {
  return atTableConstraint(cursor) ? parseTableConstraint(cursor) : parseColumnDefinition(cursor);
}

/** column-definition → name type { "NOT" "NULL" | "NULL" | "PRIMARY" "KEY" | "UNIQUE" | default | check | references } */
function parseColumnDefinition(cursor: Cursor): ColumnDefinition {
  const name = cursor.name("a column name");
  const type = parseTypeName(cursor);
  const found = { notNull: false, primaryKey: false, unique: false };
  let value: ColumnDefinition["default"];
  let check: ColumnDefinition["check"];
  let references: ColumnDefinition["references"];
  for (;;) {
    if (cursor.acceptSequence("NOT", "NULL")) found.notNull = true;
    else if (cursor.acceptSequence("PRIMARY", "KEY")) found.primaryKey = true;
    else if (cursor.accept("UNIQUE")) found.unique = true;
    else if (cursor.accept("DEFAULT")) value = cursor.rules.operators(cursor, levels.bitwise);
    else if (cursor.at("CHECK")) check = parseCheck(cursor);
    else if (cursor.at("REFERENCES")) references = parseReferences(cursor);
    else if (cursor.at("CONSTRAINT"))
      throw cursor.notSupported("the name of a constraint of a column", cursor.peek(), namedConstraintHint);
    else if (cursor.accept("NULL") === undefined) break;
  }
  const span = cursor.spanFrom(name);
  return { kind: "column-definition", name, type, ...found, ...present({ default: value, check, references }), span };
}

const namedConstraintHint = "Write CONSTRAINT name … after the columns, or leave the name out.";

/** index → [ "UNIQUE" ] "INDEX" [ "IF" "NOT" "EXISTS" ] name "ON" name "(" list(name) ")" */
function parseCreateIndex(cursor: Cursor, start: Token): CreateIndex {
  const unique = cursor.accept("UNIQUE") !== undefined;
  cursor.expect("INDEX");
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  const name = storedName(cursor, "the name of an index");
  cursor.expect("ON");
  const table = storedName(cursor, "the name of a table");
  const columns = parenthesisedList(cursor, (inner) => inner.name("a column name"));
  return { kind: "create-index", unique, ifNotExists, name, table, columns, span: cursor.spanFrom(start) };
}

/** drop → "DROP" ([ "MATERIALIZED" ] "VIEW" | "TABLE" | "INDEX" | "FUNCTION") [ "IF" "EXISTS" ] list(name) */
export function parseDrop(cursor: Cursor, elsewhere: () => never): Drop | DropConnection {
  if (!isStored(cursor)) return elsewhere();
  if (cursor.peek(1).text === "CONNECTION") return parseDropConnection(cursor);
  const start = cursor.expect("DROP");
  const what = parseDropped(cursor);
  const ifExists = cursor.acceptSequence("IF", "EXISTS");
  const names = commaList(cursor, (inner) => storedName(inner, "the name of what to drop"));
  cursor.accept("RESTRICT");
  return { kind: "drop", what, ifExists, names, span: cursor.spanFrom(start) };
}

function parseDropped(cursor: Cursor): Drop["what"] {
  if (cursor.acceptSequence("MATERIALIZED", "VIEW")) return "MATERIALIZED VIEW";
  const what = (["VIEW", "TABLE", "INDEX", "FUNCTION"] as const).find((word) => cursor.accept(word));
  return what ?? cursor.fail("VIEW, MATERIALIZED VIEW, TABLE, INDEX, FUNCTION or CONNECTION");
}

/** alter → "ALTER" "TABLE" name ("ADD" [ "COLUMN" ] column-definition | "DROP" [ "COLUMN" ] name | rename) */
export function parseAlter(cursor: Cursor): AlterTable {
  const start = cursor.expect("ALTER");
  if (!cursor.at("TABLE") && cursor.peek().kind === "word")
    throw cursor.notSupported(`ALTER ${cursor.peek().text}`, cursor.peek());
  cursor.expect("TABLE");
  const name = storedName(cursor, "the name of a table");
  const change = parseChange(cursor);
  return { kind: "alter-table", name, ...change, span: cursor.spanFrom(start) };
}

/** rename → "RENAME" ("TO" name | [ "COLUMN" ] name "TO" name) */
function parseChange(cursor: Cursor): Pick<AlterTable, "change" | "definition" | "column" | "to"> {
  const word = cursor.accept("ADD", "DROP", "RENAME");
  if (word === undefined) return cursor.fail("ADD, DROP or RENAME");
  if (word.text === "RENAME" && cursor.accept("TO"))
    return { change: "RENAME", to: storedName(cursor, "the new name of the table") };
  cursor.accept("COLUMN");
  if (word.text === "ADD") return { change: "ADD", definition: parseColumnDefinition(cursor) };
  const column = cursor.name("a column name");
  if (word.text === "DROP") return { change: "DROP", column };
  cursor.expect("TO");
  return { change: "RENAME", column, to: cursor.name("the new name of the column") };
}

/** refresh → "REFRESH" "MATERIALIZED" "VIEW" name */
export function parseRefresh(cursor: Cursor): Refresh {
  const start = cursor.expect("REFRESH");
  cursor.expect("MATERIALIZED");
  cursor.expect("VIEW");
  const name = storedName(cursor, "the name of a materialized view");
  return { kind: "refresh", name, span: cursor.spanFrom(start) };
}

/** truncate → "TRUNCATE" [ "TABLE" ] name */
export function parseTruncate(cursor: Cursor): Truncate {
  const start = cursor.expect("TRUNCATE");
  cursor.accept("TABLE");
  const name = storedName(cursor, "the name of a table");
  return { kind: "truncate", name, span: cursor.spanFrom(start) };
}
