/** Operands: literals, columns, parameters, CASE, CAST, parentheses; function calls are next door. */
import type { Case, CaseBranch, Cast, Expression, Identifier, Literal, ParameterRef } from "../ast.ts";
import type { Token, TokenKind } from "../token.ts";
import { type Cursor, misspelling } from "./cursor.ts";
import { parseFunctionCall } from "./function-call.ts";
import { continuesQuery, startsQuery } from "./query-start.ts";
import { present } from "./shared.ts";
import { parseTypeName } from "./type-name.ts";

/** primary → literal | parameter | column | function-call | "(" … ")" | CASE | CAST | EXISTS | INTERVAL */
export function parsePrimary(cursor: Cursor): Expression {
  return primaries[cursor.peek().kind](cursor);
}

const primaries: { readonly [K in TokenKind]: (cursor: Cursor) => Expression } = {
  word: parseWord,
  "quoted-name": parseNamed,
  string: (cursor) => textLiteral(cursor, "string"),
  blob: (cursor) => textLiteral(cursor, "blob"),
  number: parseNumber,
  parameter: parseParameter,
  symbol: (cursor) => (cursor.at("(") ? parseParenthesised(cursor) : failOperand(cursor)),
  end: failOperand,
};

/** Reserved words that are likely to be meant as names where an operand is missing. */
const likelyNames = ["ALL", "END", "GROUP", "LIMIT", "ORDER"];

function failOperand(cursor: Cursor): never {
  const { text, value } = cursor.peek();
  const isName = cursor.at(...likelyNames) && cursor.peek(1).text !== "BY" && !isOneOfCase(cursor.last);
  if (isName) {
    return cursor.fail("an expression", `${text} is a reserved word; as a name it needs double quotes: "${value}".`);
  }
  if (cursor.at("*")) return cursor.fail("an expression", "A star stands alone: SELECT *, SELECT t.*, COUNT(*).");
  return cursor.fail("an expression", cursor.last.text === "," ? "Is the comma before it one too many?" : undefined);
}

function isOneOfCase({ text }: Token): boolean {
  return text === "WHEN" || text === "THEN" || text === "ELSE" || text === "CASE";
}

// ---------------------------------------------------------------- literals and parameters

function textLiteral(cursor: Cursor, type: "string" | "blob"): Literal {
  const token = cursor.take();
  return { kind: "literal", value: token.value, type, raw: cursor.textOf(token), span: cursor.spanFrom(token) };
}

function parseNumber(cursor: Cursor): Literal {
  const token = cursor.take();
  const next = cursor.peek();
  if (next.start === token.end && (next.kind === "word" || next.kind === "number")) {
    throw cursor.error(`expected a blank after the number ${token.value}, found ${cursor.describe()}`, next);
  }
  return {
    kind: "literal",
    value: numberOf(token.value),
    type: "number",
    raw: token.value,
    span: cursor.spanFrom(token),
  };
}

/** The value of a number as written: whole numbers beyond 2^53 are bigint. */
function numberOf(written: string): number | bigint {
  if (!/^(?:\d+|0[xX].*)$/.test(written)) return Number(written);
  const exact = BigInt(written);
  return exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : exact;
}

/** parameter → "?" | "$1" | ":name" | "@name" */
function parseParameter(cursor: Cursor): ParameterRef {
  const token = cursor.peek();
  if (token.text === "@@") {
    return cursor.fail("an expression", "@@json stands only after EXEC, as @@json = '{…}'.");
  }
  cursor.take();
  const style = token.text as ParameterRef["style"];
  return { kind: "parameter-ref", style, name: token.value, span: cursor.spanFrom(token) };
}

// ---------------------------------------------------------------- words

const constants: Readonly<Record<string, null | boolean>> = { NULL: null, TRUE: true, FALSE: false };

/** Words that begin a form of their own when this follows; otherwise they are names. */
const forms: Readonly<Record<string, { follows: (next: Token) => boolean; parse: (cursor: Cursor) => Expression }>> = {
  CAST: { follows: isOpening, parse: parseCast },
  CONVERT: { follows: isOpening, parse: parseConvert },
  EXISTS: { follows: isOpening, parse: parseExists },
  INTERVAL: { follows: (next) => isOpening(next) || isAmount(next), parse: parseInterval },
  DATE: { follows: isString, parse: parseTypedLiteral },
  TIME: { follows: isString, parse: parseTypedLiteral },
  TIMESTAMP: { follows: isString, parse: parseTypedLiteral },
};

function isOpening(next: Token): boolean {
  return next.text === "(";
}

function isString(next: Token): boolean {
  return next.kind === "string";
}

function isAmount(next: Token): boolean {
  return next.kind === "string" || next.kind === "number" || next.kind === "parameter";
}

function parseWord(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (Object.hasOwn(constants, token.text)) return parseConstant(cursor);
  if (token.text === "CASE") return parseCase(cursor);
  const form = Object.hasOwn(forms, token.text) ? forms[token.text] : undefined;
  if (form?.follows(cursor.peek(1)) === true) return form.parse(cursor);
  return cursor.atName() ? parseNamed(cursor) : failOperand(cursor);
}

function parseConstant(cursor: Cursor): Literal {
  const token = cursor.take();
  const value = constants[token.text] ?? null;
  const type = value === null ? "null" : "boolean";
  return { kind: "literal", value, type, raw: token.value, span: cursor.spanFrom(token) };
}

/** named → name { "." name-after-dot } [ "(" … ] */
function parseNamed(cursor: Cursor): Expression {
  const start = cursor.peek();
  const parts: Identifier[] = [cursor.name()];
  while (cursor.accept(".")) parts.push(cursor.nameAfterDot());
  if (cursor.at("(")) return parseFunctionCall(cursor, parts);
  return { kind: "column-ref", parts, span: cursor.spanFrom(start) };
}

/** typed-literal → ("DATE" | "TIME" | "TIMESTAMP") string */
function parseTypedLiteral(cursor: Cursor): Cast {
  const token = cursor.take();
  const type = { kind: "type-name", name: token.text, arguments: [], span: cursor.spanFrom(token) } as const;
  const operand = textLiteral(cursor, "string");
  return { kind: "cast", operand, type, span: cursor.spanFrom(token) };
}

/** case → "CASE" [ operand ] "WHEN" e "THEN" e { "WHEN" e "THEN" e } [ "ELSE" e ] "END" */
function parseCase(cursor: Cursor): Case {
  const start = cursor.take();
  const { expression } = cursor.rules;
  const operand = cursor.at("WHEN") ? undefined : expression(cursor);
  const branches: CaseBranch[] = [];
  do {
    const when = cursor.expect("WHEN");
    const condition = expression(cursor);
    cursor.expect("THEN");
    const then = expression(cursor);
    // oxlint-disable-next-line unicorn/no-thenable -- a tree is data; `then` is the word of the language
    branches.push({ kind: "case-branch", when: condition, then, span: cursor.spanFrom(when) });
  } while (cursor.at("WHEN"));
  const otherwise = cursor.accept("ELSE") ? expression(cursor) : undefined;
  if (!cursor.at("END")) cursor.fail("WHEN, ELSE or END", misspelling(cursor.peek(), ["WHEN", "ELSE", "END"]));
  cursor.take();
  return { kind: "case", ...present({ operand, otherwise }), branches, span: cursor.spanFrom(start) };
}

/** cast → "CAST" "(" expression "AS" type-name ")" */
function parseCast(cursor: Cursor): Cast {
  const start = cursor.take();
  cursor.expect("(");
  const operand = cursor.rules.expression(cursor);
  cursor.expect("AS");
  const type = parseTypeName(cursor);
  cursor.expect(")");
  return { kind: "cast", operand, type, span: cursor.spanFrom(start) };
}

/** convert → "CONVERT" "(" expression "," type-name ")" */
function parseConvert(cursor: Cursor): Cast {
  const start = cursor.take();
  cursor.expect("(");
  const operand = cursor.rules.expression(cursor);
  if (cursor.at("USING")) throw cursor.notSupported("CONVERT with a character set", cursor.peek());
  cursor.expect(",");
  const type = parseTypeName(cursor);
  cursor.expect(")");
  return { kind: "cast", operand, type, span: cursor.spanFrom(start) };
}

/** exists → "EXISTS" "(" query ")" */
function parseExists(cursor: Cursor): Expression {
  const start = cursor.take();
  cursor.expect("(");
  const query = cursor.rules.query(cursor);
  cursor.expect(")");
  return { kind: "exists", query, span: cursor.spanFrom(start) };
}

const units: ReadonlySet<string> = new Set(
  ["MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"].flatMap(
    (unit) => [unit, `${unit}S`],
  ),
);

/** interval → "INTERVAL" (string | number | parameter | "(" expression ")") [ unit ] */
function parseInterval(cursor: Cursor): Expression {
  const start = cursor.take();
  const amount = parsePrimary(cursor);
  const isUnit = cursor.peek().kind === "word" && units.has(cursor.peek().text);
  const unit = isUnit ? cursor.take().text : undefined;
  return { kind: "interval", amount, ...present({ unit }), span: cursor.spanFrom(start) };
}

// ---------------------------------------------------------------- parentheses

/** parenthesised → "(" query ")" | "(" expression ")" | "(" expression "," expression { "," expression } ")" */
function parseParenthesised(cursor: Cursor): Expression {
  const start = cursor.take();
  if (startsQuery(cursor)) {
    const query = cursor.rules.query(cursor);
    cursor.expect(")");
    return { kind: "scalar-subquery", query, span: cursor.spanFrom(start) };
  }
  const first = cursor.rules.expression(cursor);
  if (first.kind === "scalar-subquery" && continuesQuery(cursor)) {
    const query = cursor.rules.queryAfter(cursor, first.query);
    cursor.expect(")");
    return { kind: "scalar-subquery", query, span: cursor.spanFrom(start) };
  }
  const items = [first];
  while (cursor.accept(",")) items.push(cursor.rules.expression(cursor));
  cursor.expect(")");
  // The span takes the parentheses in, so that an operator's span around this one reads as written.
  if (items.length === 1) return { ...first, span: cursor.spanFrom(start) };
  return { kind: "row-value", items, span: cursor.spanFrom(start) };
}
