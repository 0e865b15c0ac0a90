/** `*` and `t.*`, where a list of columns or arguments allows them. */
import type { Identifier, SelectItem, Star } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, parenthesisedList, present } from "./shared.ts";

/** True where `name { "." name } "." "*"` comes next. */
export function atQualifiedStar(cursor: Cursor): boolean {
  if (!cursor.atName()) return false;
  for (let offset = 1; cursor.peek(offset).text === "."; offset += 2) {
    const { kind, text } = cursor.peek(offset + 1);
    if (text === "*") return true;
    if (kind !== "word" && kind !== "quoted-name") return false;
  }
  return false;
}

/** star → [ name { "." name } "." ] "*" [ "EXCLUDE" (name | "(" name { "," name } ")") ] [ "REPLACE" "(" replaced ] */
export function parseStar(cursor: Cursor): Star {
  const start = cursor.peek();
  const parts: Identifier[] = [];
  while (!cursor.at("*")) {
    parts.push(parts.length === 0 ? cursor.name() : cursor.nameAfterDot());
    cursor.expect(".");
  }
  const last = parts.at(-1);
  const tooMany = parts[4];
  if (tooMany !== undefined) throw cursor.error("a dotted name has at most four parts", tooMany.span);
  const span = { start: start.start, end: last?.span.end ?? start.start };
  const qualifier = last === undefined ? undefined : ({ kind: "qualified-name", parts, span } as const);
  cursor.take();
  const exclude = cursor.accept("EXCLUDE") ? parseExcluded(cursor) : undefined;
  const replace = cursor.acceptSequence("REPLACE", "(") ? parseReplaced(cursor) : undefined;
  return { kind: "star", ...present({ qualifier, exclude, replace }), span: cursor.spanFrom(start) };
}

/** replaced → expression "AS" name { "," expression "AS" name } ")" */
function parseReplaced(cursor: Cursor): SelectItem[] {
  const items = commaList(cursor, (inner): SelectItem => {
    const expression = inner.rules.expression(inner);
    inner.expect("AS");
    const alias = inner.name("a column name");
    return { kind: "select-item", expression, alias, span: inner.spanFrom(expression) };
  });
  cursor.expect(")");
  return items;
}

function parseExcluded(cursor: Cursor): Identifier[] {
  const column = (inner: Cursor): Identifier => inner.name("a column name");
  return cursor.at("(") ? parenthesisedList(cursor, column) : [column(cursor)];
}
