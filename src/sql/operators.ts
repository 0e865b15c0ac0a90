/** The one precedence table of the language: the parser climbs it, the printer takes its parentheses from it. */
import type { BinaryOperator, Expression } from "./ast.ts";

/**
 * Binding levels, loosest first. They are SQLite's (its grammar's %left/%right list), with PostgreSQL where SQLite has
 * no such operator (`^`, `::`) and MySQL for XOR and DIV. Where they agree with each other we follow both: the bitwise
 * operators share one level, and a sign binds tighter than COLLATE. Where they differ (PostgreSQL puts `||`, `->` and
 * `->>` below `+`, SQLite above `*`) we parse as SQLite and print parentheses, see `needsParentheses`.
 */
export const levels = {
  or: 1,
  xor: 2,
  and: 3,
  not: 4,
  /** `=`, `<>`, `<=>`, IS, IN, BETWEEN, LIKE and its kin. */
  equality: 5,
  relational: 6,
  bitwise: 7,
  additive: 8,
  multiplicative: 9,
  power: 10,
  concatenation: 11,
  collate: 12,
  unary: 13,
  cast: 14,
  primary: 15,
} as const;

/** All binary operators are left-associative. */
export const binaryLevels: { readonly [O in BinaryOperator]: number } = {
  OR: levels.or,
  XOR: levels.xor,
  AND: levels.and,
  "=": levels.equality,
  "<>": levels.equality,
  "<=>": levels.equality,
  "<": levels.relational,
  "<=": levels.relational,
  ">": levels.relational,
  ">=": levels.relational,
  "|": levels.bitwise,
  "&": levels.bitwise,
  "<<": levels.bitwise,
  ">>": levels.bitwise,
  "+": levels.additive,
  "-": levels.additive,
  "*": levels.multiplicative,
  "/": levels.multiplicative,
  "%": levels.multiplicative,
  DIV: levels.multiplicative,
  "^": levels.power,
  "||": levels.concatenation,
  "->": levels.concatenation,
  "->>": levels.concatenation,
};

/** Further ways to write an operator. */
const spellings: Readonly<Record<string, BinaryOperator>> = { "!=": "<>", "==": "=", "&&": "AND", MOD: "%" };

/** The binary operators by how they are written, words in upper case. */
export const binaryOperatorsByText: ReadonlyMap<string, BinaryOperator> = new Map([
  ...Object.keys(binaryLevels).map((operator): [string, BinaryOperator] => [operator, operator as BinaryOperator]),
  ...Object.entries(spellings),
]);

/** How tightly the printed form of an expression holds together. */
export function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
    case "quantified":
      return binaryLevels[expression.operator];
    case "unary":
      return expression.operator === "NOT" ? levels.not : levels.unary;
    case "between":
    case "in-list":
    case "in-query":
    case "like":
    case "is":
      return levels.equality;
    case "collate":
      return levels.collate;
    case "literal":
      return isNegative(expression.value) && expression.raw === undefined ? levels.unary : levels.primary;
    default:
      return levels.primary;
  }
}

function isNegative(value: null | boolean | number | bigint | string): boolean {
  return (
    (typeof value === "number" && (value < 0 || Object.is(value, -0))) || (typeof value === "bigint" && value < 0n)
  );
}

/**
 * Whether an operand of a binary operator is printed in parentheses: where the table needs them, and where another
 * engine's table would (comparisons within comparisons, different bitwise operators, `||`, `->` and `^` within arithmetic).
 */
export function needsParentheses(parent: BinaryOperator, operand: Expression, side: "left" | "right"): boolean {
  const outer = binaryLevels[parent];
  const inner = levelOf(operand);
  if (inner !== outer) return inner < outer || isComparison(inner, outer) || isContested(inner, outer);
  if (side === "right" || isComparison(inner, outer)) return true;
  return inner === levels.bitwise && operand.kind === "binary" && operand.operator !== parent;
}

function isComparison(inner: number, outer: number): boolean {
  return [inner, outer].every((level) => level === levels.equality || level === levels.relational);
}

function isContested(inner: number, outer: number): boolean {
  const isAmong = inner === levels.power || inner === levels.concatenation;
  return isAmong && outer >= levels.bitwise && outer <= levels.power;
}
