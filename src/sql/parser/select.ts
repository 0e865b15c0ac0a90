/** One SELECT, up to its QUALIFY. */
import type { Expression, GroupingSets, GroupItem, Select, SelectItem } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, parenthesisedList, parseAliasName, present } from "./shared.ts";
import { atQualifiedStar, parseStar } from "./star.ts";
import { parseFrom } from "./table-ref.ts";
import { parseNamedWindows } from "./window.ts";

/**
 * select → "SELECT" quantifier list(select-item) [ "FROM" from ] [ "WHERE" e ] [ "GROUP" "BY" groups ] [ "HAVING" e ]
 *          [ "QUALIFY" e ] windows [ "QUALIFY" e ], once
 */
export function parseSelect(cursor: Cursor): Select {
  const verb = cursor.expect("SELECT");
  const quantifier = parseQuantifier(cursor);
  const items = commaList(cursor, parseSelectItem);
  const from = cursor.accept("FROM") ? parseFrom(cursor) : undefined;
  const where = parseOptional(cursor, "WHERE");
  const groupBy = parseGroupBy(cursor);
  const having = parseOptional(cursor, "HAVING");
  const early = parseOptional(cursor, "QUALIFY");
  const windows = parseNamedWindows(cursor);
  const qualify = early ?? parseOptional(cursor, "QUALIFY");
  return {
    kind: "select",
    hints: verb.hints,
    ...quantifier,
    items,
    ...present({ from, where, having, qualify }),
    groupBy,
    windows,
    span: cursor.spanFrom(verb),
  };
}

/** [ keyword expression ] */
export function parseOptional(cursor: Cursor, keyword: string): Expression | undefined {
  return cursor.accept(keyword) ? cursor.rules.expression(cursor) : undefined;
}

/** MySQL's remarks to its own executor: read and ignored where a select list follows them. */
const ignoredModifiers = ["SQL_CACHE", "SQL_NO_CACHE", "SQL_CALC_FOUND_ROWS", "STRAIGHT_JOIN"];

/** quantifier → { modifier } [ "ALL" | "DISTINCT" [ "ON" "(" list(e) ")" ] | "DISTINCTROW" ] { modifier } */
function parseQuantifier(cursor: Cursor): Pick<Select, "distinct" | "distinctOn"> {
  skipModifiers(cursor);
  const isDistinctRow = cursor.at("DISTINCTROW") && isWordBeforeItem(cursor);
  const distinct = isDistinctRow ? cursor.take().text !== "" : cursor.accept("DISTINCT") !== undefined;
  if (!distinct) cursor.accept("ALL");
  const distinctOn =
    distinct && cursor.accept("ON") ? parenthesisedList(cursor, (inner) => inner.rules.expression(inner)) : [];
  skipModifiers(cursor);
  return { distinct, distinctOn };
}

function skipModifiers(cursor: Cursor): void {
  while (cursor.at(...ignoredModifiers) && isWordBeforeItem(cursor)) cursor.take();
}

/** True where the word here is followed by something that begins a select item, so that it is no item itself. */
function isWordBeforeItem(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek(1);
  if (kind === "word") return text !== "FROM" && text !== "AS";
  return kind !== "end" && (kind !== "symbol" || text === "*");
}

/** select-item → star | expression [ [AS] alias ] */
export function parseSelectItem(cursor: Cursor): SelectItem {
  if (cursor.at("*") || atQualifiedStar(cursor)) {
    const star = parseStar(cursor);
    return { kind: "select-item", expression: star, span: star.span };
  }
  const expression = cursor.rules.expression(cursor);
  const alias = parseAliasName(cursor);
  return { kind: "select-item", expression, ...present({ alias }), span: cursor.spanFrom(expression) };
}

/** groups → list(group-item) [ "WITH" "ROLLUP" ] */
function parseGroupBy(cursor: Cursor): readonly GroupItem[] {
  const start = cursor.accept("GROUP");
  if (start === undefined) return [];
  cursor.expect("BY");
  const items = commaList(cursor, parseGroupItem);
  if (!cursor.acceptSequence("WITH", "ROLLUP")) return items;
  const sets = items.map((item): Expression[] => {
    if (item.kind === "grouping-sets") throw cursor.error("WITH ROLLUP takes plain expressions only", item.span);
    return [item];
  });
  return [{ kind: "grouping-sets", form: "ROLLUP", sets, span: cursor.spanFrom(start) }];
}

/** group-item → ("ROLLUP" | "CUBE" | "GROUPING" "SETS") "(" list(grouping-set) ")" | expression */
function parseGroupItem(cursor: Cursor): GroupItem {
  const start = cursor.peek();
  const form = groupingForm(cursor);
  if (form === undefined) return cursor.rules.expression(cursor);
  const sets = parenthesisedList(cursor, parseGroupingSet);
  return { kind: "grouping-sets", form, sets, span: cursor.spanFrom(start) };
}

function groupingForm(cursor: Cursor): GroupingSets["form"] | undefined {
  if (cursor.acceptSequence("GROUPING", "SETS")) return "GROUPING SETS";
  const isForm = cursor.at("ROLLUP", "CUBE") && cursor.peek(1).text === "(";
  return isForm ? (cursor.take().text as "ROLLUP" | "CUBE") : undefined;
}

/** grouping-set → "(" ")" | expression | "(" list(expression) ")" */
function parseGroupingSet(cursor: Cursor): readonly Expression[] {
  if (cursor.acceptSequence("(", ")")) return [];
  if (groupingForm(cursor) !== undefined)
    throw cursor.notSupported("a grouping set within a grouping set", cursor.last);
  const expression = cursor.rules.expression(cursor);
  return expression.kind === "row-value" ? expression.items : [expression];
}
