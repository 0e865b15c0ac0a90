/** Constraints of tables and columns. */
import type { Identifier } from "../ast.ts";
import type { References, TableConstraint } from "../ast-store.ts";
import type { Cursor } from "./cursor.ts";
import { parenthesisedList, parseColumnNames, present } from "./shared.ts";

/** True where a constraint of the whole table stands rather than a column. */
export function atTableConstraint(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return (
    cursor.at("CONSTRAINT") ||
    cursor.atSequence("PRIMARY", "KEY") ||
    cursor.atSequence("FOREIGN", "KEY") ||
    (cursor.at("UNIQUE", "CHECK") && next.text === "(")
  );
}

/** table-constraint → [ "CONSTRAINT" name ] (("PRIMARY" "KEY" | "UNIQUE") names | check | "FOREIGN" "KEY" names references) */
export function parseTableConstraint(cursor: Cursor): TableConstraint {
  const start = cursor.peek();
  const name = cursor.accept("CONSTRAINT") ? cursor.name("the name of a constraint") : undefined;
  return { kind: "table-constraint", ...present({ name }), ...parseRule(cursor), span: cursor.spanFrom(start) };
}

function parseRule(cursor: Cursor): Pick<TableConstraint, "what" | "columns" | "check" | "references"> {
  if (cursor.acceptSequence("PRIMARY", "KEY")) return { what: "PRIMARY KEY", columns: names(cursor) };
  if (cursor.accept("UNIQUE")) return { what: "UNIQUE", columns: names(cursor) };
  if (cursor.at("CHECK")) return { what: "CHECK", columns: [], check: parseCheck(cursor) };
  if (!cursor.acceptSequence("FOREIGN", "KEY")) return cursor.fail("PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY");
  return { what: "FOREIGN KEY", columns: names(cursor), references: parseReferences(cursor) };
}

function names(cursor: Cursor): Identifier[] {
  return parenthesisedList(cursor, (inner) => inner.name("a column name"));
}

/** check → "CHECK" "(" expression ")" */
export function parseCheck(cursor: Cursor): NonNullable<TableConstraint["check"]> {
  cursor.expect("CHECK");
  cursor.expect("(");
  const check = cursor.rules.expression(cursor);
  cursor.expect(")");
  return check;
}

const events = { DELETE: "onDelete", UPDATE: "onUpdate" } as const;
const actions = ["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"] as const;

/** references → "REFERENCES" name columns { "ON" ("DELETE" | "UPDATE") action } */
export function parseReferences(cursor: Cursor): References {
  const start = cursor.expect("REFERENCES");
  const table = cursor.name("the name of a table");
  const columns = parseColumnNames(cursor);
  const on: { -readonly [K in "onDelete" | "onUpdate"]?: References[K] } = {};
  while (cursor.at("ON")) {
    cursor.take();
    const event = cursor.accept("DELETE", "UPDATE") ?? cursor.fail("DELETE or UPDATE");
    const action = actions.find((one) => cursor.acceptSequence(...one.split(" ")));
    on[events[event.text as keyof typeof events]] = action ?? cursor.fail(actions.join(", "));
  }
  return { kind: "references", table, columns, ...present(on), span: cursor.spanFrom(start) };
}
