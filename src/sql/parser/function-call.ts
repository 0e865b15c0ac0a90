/** Function calls: arguments, the forms with words between them, and what follows the closing parenthesis. */
import type { Expression, FunctionCall, Identifier, Literal, QualifiedName, Star } from "../ast.ts";
import type { Span } from "../../common/span.ts";
import { levels } from "../operators.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, present } from "./shared.ts";
import { atQualifiedStar, parseStar } from "./star.ts";
import { parseOrderBy, parseWindowSpec } from "./window.ts";

/** function-call → name "(" arguments ")" [ "FILTER" "(" "WHERE" e ")" ] [ "OVER" (name | window-spec) ] */
export function parseFunctionCall(cursor: Cursor, parts: readonly Identifier[]): FunctionCall {
  const nameSpan: Span = { start: parts[0]?.span.start ?? 0, end: cursor.last.end };
  if (parts.length > 4) throw cursor.error("a dotted name has at most four parts", nameSpan);
  const name: QualifiedName = { kind: "qualified-name", parts, span: nameSpan };
  cursor.expect("(");
  const plain = parseSpecialForm(cursor, name) ?? parseInside(cursor);
  cursor.expect(")");
  const inside = { ...plain, ...parseWithinGroup(cursor, name, plain.arguments) };
  const after = parseAfterCall(cursor);
  return {
    kind: "function-call",
    name,
    distinct: false,
    orderBy: [],
    ...inside,
    ...after,
    span: cursor.spanFrom(name),
  };
}

type Inside = Pick<FunctionCall, "arguments"> & Partial<Pick<FunctionCall, "name" | "distinct" | "orderBy">>;

/** inside → [ "*" | [ "DISTINCT" | "ALL" ] list(argument) [ ORDER BY list ] [ "SEPARATOR" string ] ] */
function parseInside(cursor: Cursor): Inside {
  if (cursor.at(")")) return { arguments: [] };
  if (cursor.at("*")) return { arguments: [parseStar(cursor)] };
  const distinct = cursor.accept("DISTINCT") !== undefined;
  if (!distinct) cursor.accept("ALL");
  const given = commaList(cursor, parseArgument);
  const orderBy = parseOrderBy(cursor);
  if (cursor.accept("SEPARATOR")) given.push(cursor.rules.expression(cursor));
  return { arguments: given, distinct, orderBy };
}

/**
 * within-group → "WITHIN" "GROUP" "(" ORDER BY list ")". A percentile and the mode take what they order by as first
 * argument, any other aggregate its order among its arguments.
 */
function parseWithinGroup(cursor: Cursor, name: QualifiedName, given: readonly Expression[]): Partial<Inside> {
  if (!cursor.acceptSequence("WITHIN", "GROUP")) return {};
  cursor.expect("(");
  const start = cursor.peek();
  const orderBy = parseOrderBy(cursor);
  const [key, more] = orderBy;
  if (key === undefined) return cursor.fail("ORDER BY");
  cursor.expect(")");
  if (!/^(?:percentile|mode$)/i.test(name.parts.at(-1)?.name ?? "")) return { orderBy };
  if (more !== undefined) throw cursor.error("a percentile is of one expression", more.span);
  if (key.descending) throw cursor.notSupported("a percentile in descending order", start, "Take 1 - p instead.");
  return { arguments: [key.expression, ...given] };
}

function parseArgument(cursor: Cursor): Expression | Star {
  return atQualifiedStar(cursor) ? parseStar(cursor) : cursor.rules.expression(cursor);
}

function parseAfterCall(cursor: Cursor): Pick<FunctionCall, "filter" | "over"> {
  if (cursor.at("IGNORE", "RESPECT") && cursor.peek(1).text === "NULLS") {
    throw cursor.notSupported(`${cursor.peek().text} NULLS`, cursor.peek());
  }
  let filter: Expression | undefined;
  if (cursor.acceptSequence("FILTER", "(")) {
    cursor.expect("WHERE");
    filter = cursor.rules.expression(cursor);
    cursor.expect(")");
  }
  if (cursor.accept("OVER") === undefined) return present({ filter });
  const over = cursor.at("(") ? parseWindowSpec(cursor) : cursor.name("the name of a window or (");
  return present({ filter, over });
}

// ---------------------------------------------------------------- forms with words between the arguments

const specialForms: Readonly<Record<string, (cursor: Cursor, name: QualifiedName) => Inside | undefined>> = {
  EXTRACT: parseExtract,
  OVERLAY: parseOverlay,
  POSITION: parsePosition,
  SUBSTRING: parseSubstring,
  TRIM: parseTrim,
};

/** The arguments of a standard form as a plain list; undefined where the function has none or is called plainly. */
function parseSpecialForm(cursor: Cursor, name: QualifiedName): Inside | undefined {
  const [only, more] = name.parts;
  if (only === undefined || more !== undefined || only.quoted || cursor.at(")")) return undefined;
  const word = only.name.toUpperCase();
  return Object.hasOwn(specialForms, word) ? specialForms[word]?.(cursor, name) : undefined;
}

/** extract → field "FROM" expression, read as extract('field', expression) */
function parseExtract(cursor: Cursor): Inside | undefined {
  const field = cursor.peek();
  if (field.kind !== "word" || cursor.peek(1).text !== "FROM") return undefined;
  cursor.take();
  const unit: Literal = { kind: "literal", value: field.value, type: "string", span: cursor.spanFrom(field) };
  cursor.expect("FROM");
  return { arguments: [unit, cursor.rules.expression(cursor)] };
}

/** position → expression "IN" expression, read as position(needle, haystack) */
function parsePosition(cursor: Cursor): Inside {
  const needle = cursor.rules.operators(cursor, levels.relational);
  if (cursor.accept("IN")) return { arguments: [needle, cursor.rules.expression(cursor)] };
  const first = cursor.rules.operatorsAfter(cursor, needle, levels.or);
  return { arguments: [first, ...restOfArguments(cursor)] };
}

/** overlay → expression "PLACING" part "FROM" start [ "FOR" length ], read as overlay(expression, part, start, length) */
function parseOverlay(cursor: Cursor): Inside {
  const text = cursor.rules.expression(cursor);
  if (!cursor.accept("PLACING")) return { arguments: [text, ...restOfArguments(cursor)] };
  const part = cursor.rules.expression(cursor);
  cursor.expect("FROM");
  const start = cursor.rules.expression(cursor);
  const length = cursor.accept("FOR") ? [cursor.rules.expression(cursor)] : [];
  return { arguments: [text, part, start, ...length] };
}

/** substring → expression [ "FROM" start ] [ "FOR" length ], read as substring(expression, start, length) */
function parseSubstring(cursor: Cursor): Inside | undefined {
  if (cursor.at("DISTINCT", "ALL", "*")) return undefined;
  const text = cursor.rules.expression(cursor);
  const from = cursor.accept("FROM") ? cursor.rules.expression(cursor) : undefined;
  const length = cursor.accept("FOR") ? cursor.rules.expression(cursor) : undefined;
  if (from === undefined && length === undefined) return { arguments: [text, ...restOfArguments(cursor)] };
  const one: Literal = { kind: "literal", value: 1, type: "number", span: text.span };
  return { arguments: [text, from ?? one, ...(length === undefined ? [] : [length])] };
}

const trimFunctions: Readonly<Record<string, string>> = { LEADING: "ltrim", TRAILING: "rtrim", BOTH: "trim" };

/** trim → [ "LEADING" | "TRAILING" | "BOTH" ] [ characters ] [ "FROM" ] expression, read as ltrim, rtrim or trim */
function parseTrim(cursor: Cursor, name: QualifiedName): Inside {
  const isSide = cursor.at(...Object.keys(trimFunctions)) && ![",", ")", "."].includes(cursor.peek(1).text);
  const side = isSide ? trimFunctions[cursor.take().text] : undefined;
  const renamed = side === undefined ? {} : { name: named(side, name) };
  if (cursor.accept("FROM")) return { ...renamed, arguments: [cursor.rules.expression(cursor)] };
  const first = cursor.rules.expression(cursor);
  if (cursor.accept("FROM")) return { ...renamed, arguments: [cursor.rules.expression(cursor), first] };
  return { ...renamed, arguments: [first, ...restOfArguments(cursor)] };
}

function named(name: string, { span }: QualifiedName): QualifiedName {
  return { kind: "qualified-name", parts: [{ kind: "identifier", name, quoted: false, span }], span };
}

function restOfArguments(cursor: Cursor): Expression[] {
  return cursor.accept(",") ? commaList(cursor, cursor.rules.expression) : [];
}
