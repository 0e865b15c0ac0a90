/** ORDER BY and window definitions. */
import type { FrameBound, NamedWindow, OrderItem, WindowFrame, WindowSpec } from "../ast.ts";
import { levels } from "../operators.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, present } from "./shared.ts";

/** order-by → [ "ORDER" "BY" list(order-item) ] */
export function parseOrderBy(cursor: Cursor): OrderItem[] {
  if (cursor.accept("ORDER") === undefined) return [];
  cursor.expect("BY");
  return commaList(cursor, parseOrderItem);
}

/** order-item → expression [ "ASC" | "DESC" ] [ "NULLS" ("FIRST" | "LAST") ] */
function parseOrderItem(cursor: Cursor): OrderItem {
  const expression = cursor.rules.expression(cursor);
  const descending = cursor.accept("ASC", "DESC")?.text === "DESC";
  const nulls = cursor.accept("NULLS") ? parseWord(cursor, ["FIRST", "LAST"]) : undefined;
  return { kind: "order-item", expression, descending, ...present({ nulls }), span: cursor.spanFrom(expression) };
}

/** Takes one of these words. */
function parseWord<W extends string>(cursor: Cursor, words: readonly W[]): W {
  const found = words.find((word) => cursor.accept(word));
  return found ?? cursor.fail(words.join(" or "));
}

/** windows → [ "WINDOW" list(name "AS" window-spec) ] */
export function parseNamedWindows(cursor: Cursor): NamedWindow[] {
  if (cursor.accept("WINDOW") === undefined) return [];
  return commaList(cursor, (inner) => {
    const name = inner.name("the name of a window");
    inner.expect("AS");
    const spec = parseWindowSpec(inner);
    return { kind: "named-window", name, spec, span: inner.spanFrom(name) };
  });
}

/** window-spec → "(" [ name ] [ "PARTITION" "BY" list(expression) ] order-by [ frame ] ")" */
export function parseWindowSpec(cursor: Cursor): WindowSpec {
  const start = cursor.expect("(");
  const isKeyword = cursor.at("PARTITION", "ROWS", "RANGE", "GROUPS") && cursor.peek(1).text !== ")";
  const base = cursor.atName() && !isKeyword ? cursor.name() : undefined;
  const partitionBy = cursor.acceptSequence("PARTITION", "BY") ? commaList(cursor, cursor.rules.expression) : [];
  const orderBy = parseOrderBy(cursor);
  const frame = cursor.at("ROWS", "RANGE", "GROUPS") ? parseFrame(cursor) : undefined;
  cursor.expect(")");
  return { kind: "window-spec", ...present({ base, frame }), partitionBy, orderBy, span: cursor.spanFrom(start) };
}

/** frame → ("ROWS" | "RANGE" | "GROUPS") (bound | "BETWEEN" bound "AND" bound) [ "EXCLUDE" exclusion ] */
function parseFrame(cursor: Cursor): WindowFrame {
  const begin = cursor.peek();
  const unit = parseWord(cursor, ["ROWS", "RANGE", "GROUPS"]);
  const isBetween = cursor.accept("BETWEEN") !== undefined;
  const start = parseBound(cursor);
  if (isBetween) cursor.expect("AND");
  const end = isBetween ? parseBound(cursor) : undefined;
  const exclude = cursor.accept("EXCLUDE") ? parseExclusion(cursor) : undefined;
  return { kind: "window-frame", unit, start, ...present({ end, exclude }), span: cursor.spanFrom(begin) };
}

/** exclusion → "NO" "OTHERS" | "CURRENT" "ROW" | "GROUP" | "TIES" */
function parseExclusion(cursor: Cursor): NonNullable<WindowFrame["exclude"]> {
  if (cursor.acceptSequence("NO", "OTHERS")) return "NO OTHERS";
  if (cursor.acceptSequence("CURRENT", "ROW")) return "CURRENT ROW";
  return parseWord(cursor, ["GROUP", "TIES"]);
}

/** bound → "UNBOUNDED" direction | "CURRENT" "ROW" | expression direction; direction → "PRECEDING" | "FOLLOWING" */
function parseBound(cursor: Cursor): FrameBound {
  const start = cursor.peek();
  if (cursor.acceptSequence("CURRENT", "ROW")) {
    return { kind: "frame-bound", bound: "CURRENT ROW", span: cursor.spanFrom(start) };
  }
  if (cursor.accept("UNBOUNDED")) {
    const direction = parseWord(cursor, ["PRECEDING", "FOLLOWING"]);
    return { kind: "frame-bound", bound: `UNBOUNDED ${direction}`, span: cursor.spanFrom(start) };
  }
  const offset = cursor.rules.operators(cursor, levels.bitwise);
  const bound = parseWord(cursor, ["PRECEDING", "FOLLOWING"]);
  return { kind: "frame-bound", bound, offset, span: cursor.spanFrom(start) };
}
