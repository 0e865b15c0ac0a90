import { expect, test } from "vitest";
import type { Expression } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { conjunctsOf, termsOf } from "./terms.ts";

function expression(text: string): Expression {
  const statement = parseStatement(`SELECT 1 WHERE ${text}`);
  if (statement.kind !== "query" || statement.body.kind !== "select" || statement.body.where === undefined)
    throw new Error(text);
  return statement.body.where;
}

/** Each term as `reference: values`. */
function terms(text: string): string[] {
  return termsOf(expression(text)).map(({ ref, values }) =>
    Array.isArray(values)
      ? `${print(ref)}: ${(values as readonly Expression[]).map((value) => print(value)).join(", ")}`
      : `${print(ref)}: a query`,
  );
}

test("conjuncts are the operands of AND, from left to right", () => {
  expect(conjunctsOf(expression("a = 1 AND (b OR c) AND d")).map((each) => print(each))).toEqual([
    "a = 1",
    "b OR c",
    "d",
  ]);
  expect(conjunctsOf(undefined)).toEqual([]);
});

test.each([
  ["a = 1", ["a: 1"]],
  ["1 = a", ["a: 1"]],
  ["a = b", ["a: b", "b: a"]],
  ["a.b.c = lower('X')", ["a.b.c: lower('X')"]],
  ["a IN (1, 2)", ["a: 1, 2"]],
  ["a IN (SELECT 1)", ["a: a query"]],
  ["a = 1 OR a = 2 OR a IN (3, 4)", ["a: 1, 2, 3, 4"]],
  ["a = 1 OR A = 2", ["a: 1, 2"]],
  ["a = 1 OR b = 2", []],
  ["a = 1 OR a > 2", []],
  ["a = 1 OR a IN (SELECT 2)", []],
  ["a <> 1", []],
  ["a NOT IN (1)", []],
  ["a NOT IN (SELECT 1)", []],
  ["NOT a = 1", []],
  ["lower(a) = 'x'", []],
  ["a LIKE 'x'", []],
  ["a IS NULL", []],
])("%s", (text, expected) => {
  expect(terms(text)).toEqual(expected);
});

test("a chain of hundreds of ORs is one term", () => {
  const text = Array.from({ length: 900 }, (_, index) => `a = ${index}`).join(" OR ");
  const [term] = termsOf(expression(text));
  expect(term?.values).toHaveLength(900);
});
