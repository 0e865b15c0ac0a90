import { createRequire } from "node:module";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Dialect } from "./dialect.ts";
import { parseExpression } from "./parser.ts";
import { print } from "./printer.ts";

interface Database {
  prepare(sql: string): { get(): unknown };
  close(): void;
}

/** The SQLite that comes with Node, or the package that brings it to Node 20. */
const hasSqlite = Number(process.versions.node.split(".")[0]) >= 24;
const { DatabaseSync } = createRequire(import.meta.url)(hasSqlite ? "node:sqlite" : "@photostructure/sqlite") as {
  DatabaseSync: new (path: string) => Database;
};
const database = new DatabaseSync(":memory:");
afterAll(() => database.close());

/** The value as SQL writes it, so that integers of any size compare. */
function evaluate(expression: string): unknown {
  return (database.prepare(`SELECT quote(${expression}) AS x`).get() as { x: unknown }).x;
}

/** Parentheses around everything: the tree as we read it, beyond doubt. */
const explicit: Dialect = {
  name: "explicit",
  identifier: (name) => name,
  overrides: {
    binary: ({ operator, left, right }, inner) => `(${inner(left)} ${operator} ${inner(right)})`,
    unary: ({ operator, operand }, inner) => `(${operator} ${inner(operand)})`,
    between: ({ negated, operand, low, high }, inner) =>
      `(${inner(operand)} ${negated ? "NOT " : ""}BETWEEN ${inner(low)} AND ${inner(high)})`,
    is: ({ negated, distinct, operand, right }, inner) =>
      `(${inner(operand)} IS ${negated ? "NOT " : ""}${distinct ? "DISTINCT FROM " : ""}${inner(right)})`,
    "in-list": ({ operand, items }, inner) => `(${inner(operand)} IN (${items.map(inner).join(", ")}))`,
    like: ({ operand, pattern }, inner) => `(${inner(operand)} LIKE ${inner(pattern)})`,
    collate: ({ operand, collation }, inner) => `(${inner(operand)} COLLATE ${inner(collation)})`,
  },
};

const operators = "OR AND = <> < <= > >= | & << >> + - * / % || IS".split(" ");
const operand = fc
  .tuple(
    fc.array(fc.constantFrom("-", "+", "~", "NOT"), { maxLength: 2 }),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom("", "", "", "", "IS NULL", "IS NOT NULL", "NOTNULL", "IN (1, 2)", "COLLATE NOCASE"),
  )
  .map(([signs, value, suffix]) => [...signs, value, suffix].join(" "));
const between = fc.tuple(operand, operand, operand).map(([x, low, high]) => `${x} BETWEEN ${low} AND ${high}`);
const like = fc.tuple(operand, operand).map((sides) => sides.join(" LIKE "));
const term = fc.oneof({ weight: 8, arbitrary: operand }, between, like);
/** Expressions without any parentheses: all that holds them together is precedence. */
const text = fc
  .tuple(term, fc.array(fc.tuple(fc.constantFrom(...operators), term), { minLength: 1, maxLength: 6 }))
  .map(([first, rest]) => [first, ...rest.flat()].join(" "));

describe("precedence agrees with SQLite", () => {
  it("in how a text is read", () => {
    fc.assert(
      fc.property(text, (sql) => {
        expect(evaluate(print(parseExpression(sql), explicit))).toEqual(evaluate(sql));
      }),
      { numRuns: 4000 },
    );
  });

  it("in how a printed text is read", () => {
    fc.assert(
      fc.property(text, (sql) => {
        expect(evaluate(print(parseExpression(sql)))).toEqual(evaluate(sql));
      }),
      { numRuns: 2000 },
    );
  });
});
