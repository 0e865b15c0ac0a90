import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { parseStatement } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { type UserFunction, userFunction, type UserFunctions, withUserFunctions } from "./user-functions.ts";

function made(sql: string): UserFunction {
  const statement = parseStatement(`CREATE FUNCTION ${sql}`);
  if (statement.kind !== "create-function") throw new Error(sql);
  return userFunction(statement);
}

const known = [
  "twice(x) AS x * 2",
  "both(a, b) AS twice(a) + twice(b)",
  "ping(x) AS pong(x)",
  "pong(x) AS ping(x)",
  "nine() AS 9",
  "same(x) AS x",
  "whole(x, y integer) RETURNS text AS x || y || Y",
  "shout(x) AS upper(x)",
  `tall(x) AS x${" + 1".repeat(600)}`,
  ...Array.from({ length: 40 }, (_, i) => `grow${i + 1}(x) AS ${i === 0 ? "x" : `grow${i}(x) + grow${i}(x)`}`),
  ...Array.from({ length: 120 }, (_, i) => `deep${i + 1}(x) AS ${i === 0 ? "x" : `deep${i}(x)`}`),
].map(made);

const functions: UserFunctions = (name) => known.find((one) => one.name === name);

function expanded(sql: string): string {
  try {
    return print(withUserFunctions(parseStatement(sql), functions));
  } catch (error) {
    if (error instanceof EngineError) return `${error.condition}: ${error.message}`;
    throw error;
  }
}

test.each([
  ["SELECT twice(1 + y) FROM t", "SELECT (1 + y) * 2 FROM t"],
  ["SELECT TWICE(twice(x)) FROM t", "SELECT x * 2 * 2 FROM t"],
  ["SELECT both(b, a) FROM t WHERE twice(a) > nine()", "SELECT b * 2 + a * 2 FROM t WHERE a * 2 > 9"],
  ["SELECT upper(a) FROM t", "SELECT upper(a) FROM t"],
  ["SELECT twice(1, 2)", "undefined_function: twice(x) is called with 2 arguments"],
  ["SELECT twice(*)", "undefined_function: twice(x) is called with 0 arguments"],
  ["SELECT nine(1)", "undefined_function: nine() is called with 1 argument"],
  ["SELECT same(a), same(1 + 1), same(b) AS c", 'SELECT a AS "same(a)", 1 + 1 AS "same(1 + 1)", b AS c'],
  ["SELECT whole(a, '1')", "SELECT CAST(a || CAST('1' AS INTEGER) || CAST('1' AS INTEGER) AS TEXT)"],
  ["SELECT a FROM shout(1), shout(twice(2))", "SELECT a FROM shout(1), shout(2 * 2)"],
  [
    "SELECT a FROM t GROUP BY nine(), a ORDER BY nine(), same(a)",
    "SELECT a FROM t GROUP BY 9 + 0, a ORDER BY 9 + 0, a",
  ],
  ["SELECT s.twice(1)", "SELECT s.twice(1)"],
  ["SELECT grow40(1)", "feature_not_supported: functions make an expression of more than 50000 parts"],
  ["SELECT deep120(1)", "feature_not_supported: functions call each other more than 100 levels deep"],
  ["SELECT tall(tall(1))", "feature_not_supported: functions make an expression more than 1000 levels deep"],
  [
    `SELECT ${"grow15(1), ".repeat(20)} 1`,
    "feature_not_supported: functions make expressions of more than 500000 parts",
  ],
  ["SELECT twice(DISTINCT a) FROM t", "undefined_function: twice(x) is no aggregate"],
  ["SELECT ping(1)", "undefined_function: functions call each other in a circle: ping → pong → ping"],
])("%s is %s", (sql, result) => {
  expect(expanded(sql)).toBe(result);
});
