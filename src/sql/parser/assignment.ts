/** `column = value`, and what INSERT does where a row is there already. */
import type { Assignment, OnConflict } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseOptional } from "./select.ts";
import { commaList, parseColumnNames, parseQualifiedName, present } from "./shared.ts";

/** assignment → name { "." name } "=" expression */
export function parseAssignment(cursor: Cursor): Assignment {
  if (cursor.at("(")) throw cursor.notSupported("SET of several columns at once", cursor.peek());
  const column = parseQualifiedName(cursor, "a column name");
  cursor.expect("=");
  const value = cursor.rules.expression(cursor);
  return { kind: "assignment", column, value, span: cursor.spanFrom(column) };
}

/** on-conflict → "ON" "CONFLICT" columns "DO" ("NOTHING" | "UPDATE" "SET" list(assignment) [ "WHERE" expression ]) */
export function parseOnConflict(cursor: Cursor): OnConflict | undefined {
  if (!cursor.at("ON")) return undefined;
  if (!cursor.atSequence("ON", "CONFLICT"))
    throw cursor.notSupported("ON DUPLICATE KEY", cursor.peek(), "Write ON CONFLICT (columns) DO UPDATE SET ….");
  const start = cursor.take();
  cursor.take();
  if (cursor.at("ON"))
    throw cursor.notSupported("ON CONFLICT ON CONSTRAINT", cursor.peek(), "Name the columns: ON CONFLICT (columns).");
  const columns = parseColumnNames(cursor);
  cursor.expect("DO");
  if (cursor.accept("NOTHING")) return { kind: "on-conflict", columns, assignments: [], span: cursor.spanFrom(start) };
  if (cursor.accept("UPDATE") === undefined) cursor.fail("NOTHING or UPDATE");
  if (columns.length === 0)
    throw cursor.error(
      "DO UPDATE needs the columns that may conflict",
      cursor.last,
      "Write ON CONFLICT (columns) DO UPDATE ….",
    );
  cursor.expect("SET");
  const assignments = commaList(cursor, parseAssignment);
  const where = parseOptional(cursor, "WHERE");
  return { kind: "on-conflict", columns, assignments, ...present({ where }), span: cursor.spanFrom(start) };
}
