/** Expressions: a Pratt parser over the levels of `operators.ts`. */
import type { BinaryOperator, Expression, Is, Like, Literal } from "../ast.ts";
import { binaryLevels, binaryOperatorsByText, levels } from "../operators.ts";
import type { Token } from "../token.ts";
import { chained } from "./chain.ts";
import type { Cursor } from "./cursor.ts";
import { parsePrimary } from "./primary.ts";
import { atQuantifier, parseQuantified } from "./quantified.ts";
import { continuesQuery, startsQuery } from "./query-start.ts";
import { commaList, present } from "./shared.ts";
import { parseTypeName } from "./type-name.ts";

/** expression → prefix { operator operand }, at most 200 deep. A star is not an expression here. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseOperators(cursor, levels.or));
}

/** The part of an expression whose operators bind at least as tightly as `level`. */
export function parseOperators(cursor: Cursor, level: number): Expression {
  return continueOperators(cursor, parsePrefix(cursor), level);
}

/** Goes on with the operators that follow an operand already read. */
export function continueOperators(cursor: Cursor, first: Expression, level: number): Expression {
  let left = first;
  for (;;) {
    const infix = infixAt(cursor);
    if (infix === undefined || infix.level < level) return left;
    left = infix.parse(cursor, left);
  }
}

/** prefix → "NOT" operand | ("-" | "+" | "~" | "!") operand | primary */
function parsePrefix(cursor: Cursor): Expression {
  const operator = cursor.accept("NOT", "-", "+", "~", "!");
  if (operator === undefined) return parsePrimary(cursor);
  const level = operator.text === "NOT" ? levels.not : levels.unary;
  const operand = cursor.nested(() => parseOperators(cursor, level));
  const folded = operator.text === "!" || operator.text === "NOT" ? "NOT" : (operator.text as "-" | "+" | "~");
  return { kind: "unary", operator: folded, operand, span: cursor.spanFrom(operator) };
}

interface Infix {
  readonly level: number;
  readonly parse: (cursor: Cursor, left: Expression) => Expression;
}

const likeOperators: Readonly<Record<string, Like["operator"]>> = {
  LIKE: "LIKE",
  ILIKE: "ILIKE",
  REGEXP: "REGEXP",
  RLIKE: "REGEXP",
  GLOB: "GLOB",
  SIMILAR: "SIMILAR TO",
};

/** The operators that may be negated by a NOT before them. */
const predicates: Readonly<Record<string, (cursor: Cursor, operand: Expression, negated: boolean) => Expression>> = {
  BETWEEN: parseBetween,
  IN: parseIn,
  ...Object.fromEntries(Object.keys(likeOperators).map((word) => [word, parseLike])),
};

const infixes: ReadonlyMap<string, Infix> = new Map([
  ...[...binaryOperatorsByText].map(([text, operator]): [string, Infix] => [
    text,
    {
      level: binaryLevels[operator],
      parse: (cursor, left) =>
        (operator === "AND" || operator === "OR" ? parseChain : parseBinary)(cursor, left, operator),
    },
  ]),
  ...Object.entries(predicates).map(([word, parse]): [string, Infix] => [
    word,
    { level: levels.equality, parse: (cursor, left) => parse(cursor, left, false) },
  ]),
  ["NOT", { level: levels.equality, parse: parseNegatedPredicate }],
  ["~", { level: levels.equality, parse: parseRegularExpression }],
  ["!", { level: levels.equality, parse: parseRegularExpression }],
  ["IS", { level: levels.equality, parse: parseIs }],
  ["ISNULL", { level: levels.equality, parse: (cursor, left) => parseNullTest(cursor, left, false) }],
  ["NOTNULL", { level: levels.equality, parse: (cursor, left) => parseNullTest(cursor, left, true) }],
  ["COLLATE", { level: levels.collate, parse: parseCollate }],
  ["::", { level: levels.cast, parse: parseCastSuffix }],
]);

function infixAt(cursor: Cursor): Infix | undefined {
  const token = cursor.peek();
  if (!isOperator(token)) return undefined;
  const { text } = token;
  const { kind: nextKind, text: next } = cursor.peek(1);
  if (text === "!") return next === "~" ? infixes.get(text) : undefined;
  if (text !== "NOT") return infixes.get(text);
  return nextKind === "word" && (next === "NULL" || Object.hasOwn(predicates, next)) ? infixes.get(text) : undefined;
}

/** Operators are words and symbols: a quoted name or a text that reads like one is none. */
function isOperator({ kind }: Token): boolean {
  return kind === "word" || kind === "symbol";
}

/** binary → left operator right; all are left-associative */
function parseBinary(cursor: Cursor, left: Expression, operator: BinaryOperator): Expression {
  cursor.take();
  if (atQuantifier(cursor, operator)) return parseQuantified(cursor, left, operator);
  const right = parseOperators(cursor, binaryLevels[operator] + 1);
  return { kind: "binary", operator, left, right, span: cursor.spanFrom(left) };
}

/** chain → operand { operator operand }, all of one operator */
function parseChain(cursor: Cursor, first: Expression, operator: BinaryOperator): Expression {
  const operands = [first];
  while (isOperator(cursor.peek()) && binaryOperatorsByText.get(cursor.peek().text) === operator) {
    cursor.take();
    operands.push(parseOperators(cursor, binaryLevels[operator] + 1));
  }
  return chained(operands, operator);
}

/** negated → operand "NOT" ("NULL" | predicate) */
function parseNegatedPredicate(cursor: Cursor, operand: Expression): Expression {
  cursor.take();
  if (cursor.at("NULL")) return parseNullTest(cursor, operand, true);
  const parse = predicates[cursor.peek().text];
  return parse === undefined ? cursor.fail("IN, LIKE or BETWEEN") : parse(cursor, operand, true);
}

/** between → operand "BETWEEN" low "AND" high */
function parseBetween(cursor: Cursor, operand: Expression, negated: boolean): Expression {
  cursor.take();
  const low = parseOperators(cursor, levels.equality);
  cursor.expect("AND");
  const high = parseOperators(cursor, levels.relational);
  return { kind: "between", negated, operand, low, high, span: cursor.spanFrom(operand) };
}

/** in → operand "IN" "(" (query | expression { "," expression }) ")" */
function parseIn(cursor: Cursor, operand: Expression, negated: boolean): Expression {
  cursor.take();
  cursor.expect("(");
  if (startsQuery(cursor)) {
    const query = cursor.rules.query(cursor);
    cursor.expect(")");
    return { kind: "in-query", negated, operand, query, span: cursor.spanFrom(operand) };
  }
  const items = commaList(cursor, parseExpression);
  const [first] = items;
  if (items.length === 1 && first?.kind === "scalar-subquery" && continuesQuery(cursor)) {
    const query = cursor.rules.queryAfter(cursor, first.query);
    cursor.expect(")");
    return { kind: "in-query", negated, operand, query, span: cursor.spanFrom(operand) };
  }
  cursor.expect(")");
  return { kind: "in-list", negated, operand, items, span: cursor.spanFrom(operand) };
}

/** like → operand ("LIKE" | "ILIKE" | "REGEXP" | "RLIKE" | "GLOB" | "SIMILAR" "TO") pattern [ "ESCAPE" character ] */
function parseLike(cursor: Cursor, operand: Expression, negated: boolean): Expression {
  const operator = likeOperators[cursor.take().text] ?? "LIKE";
  if (operator === "SIMILAR TO") cursor.expect("TO");
  const pattern = parseOperators(cursor, levels.relational);
  const escape = cursor.accept("ESCAPE") ? parseOperators(cursor, levels.relational) : undefined;
  return { kind: "like", operator, negated, operand, pattern, ...present({ escape }), span: cursor.spanFrom(operand) };
}

/** regular expression → operand ["!"] "~" ["*"] pattern, as PostgreSQL writes them */
function parseRegularExpression(cursor: Cursor, operand: Expression): Expression {
  const negated = cursor.accept("!") !== undefined;
  cursor.expect("~");
  const operator = cursor.accept("*") === undefined ? "REGEXP" : "~*";
  const pattern = parseOperators(cursor, levels.relational);
  return { kind: "like", operator, negated, operand, pattern, span: cursor.spanFrom(operand) };
}

/** is → operand "IS" [ "NOT" ] ("UNKNOWN" | [ "DISTINCT" "FROM" ] right) */
function parseIs(cursor: Cursor, operand: Expression): Expression {
  cursor.take();
  const isNot = cursor.accept("NOT") !== undefined;
  if (cursor.at("UNKNOWN")) return parseNullTest(cursor, operand, isNot);
  const isDistinct = cursor.acceptSequence("DISTINCT", "FROM");
  const right = parseOperators(cursor, levels.relational);
  if (isDistinct) return isTest(cursor, operand, { negated: isNot, distinct: true, right });
  const isConstant = right.kind === "literal" && (right.type === "null" || right.type === "boolean");
  if (isConstant) return isTest(cursor, operand, { negated: isNot, distinct: false, right });
  // SQLite's `a IS b` says that they are not distinct.
  return isTest(cursor, operand, { negated: !isNot, distinct: true, right });
}

/** null-test → operand ("ISNULL" | "NOTNULL" | "NOT" "NULL") */
function parseNullTest(cursor: Cursor, operand: Expression, negated: boolean): Expression {
  const right: Literal = { kind: "literal", value: null, type: "null", span: cursor.spanFrom(cursor.take()) };
  return isTest(cursor, operand, { negated, distinct: false, right });
}

function isTest(cursor: Cursor, operand: Expression, test: Pick<Is, "negated" | "distinct" | "right">): Is {
  return { kind: "is", ...test, operand, span: cursor.spanFrom(operand) };
}

/** collate → operand "COLLATE" name */
function parseCollate(cursor: Cursor, operand: Expression): Expression {
  cursor.take();
  const collation = cursor.name("the name of a collation");
  return { kind: "collate", operand, collation, span: cursor.spanFrom(operand) };
}

/** cast-suffix → operand "::" type-name */
function parseCastSuffix(cursor: Cursor, operand: Expression): Expression {
  cursor.take();
  const type = parseTypeName(cursor);
  return { kind: "cast", operand, type, span: cursor.spanFrom(operand) };
}
