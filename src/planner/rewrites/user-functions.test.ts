import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import type { Expression } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { checkUserFunction, type UserFunction, withUserFunctions } from "./user-functions.ts";

function expression(sql: string): Expression {
  const statement = parseStatement(`SELECT ${sql}`);
  const item = statement.kind === "query" && statement.body.kind === "select" ? statement.body.items[0] : undefined;
  if (item === undefined) throw new Error(sql);
  return item.expression;
}

const functions = new Map(
  [
    { name: "twice", parameters: ["x"], body: "x * 2" },
    { name: "both", parameters: ["a", "b"], body: "twice(a) + twice(b)" },
    { name: "ping", parameters: ["x"], body: "pong(x)" },
    { name: "pong", parameters: ["x"], body: "ping(x)" },
    { name: "nine", parameters: [], body: "9" },
  ].map(({ name, parameters, body }): [string, UserFunction] => [name, { name, parameters, body: expression(body) }]),
);

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
  ["SELECT twice(DISTINCT a) FROM t", "undefined_function: twice(x) is no aggregate"],
  ["SELECT ping(1)", "undefined_function: functions call each other in a circle: ping → pong → ping"],
])("%s is %s", (sql, result) => {
  expect(expanded(sql)).toBe(result);
});

test.each([
  [["x"], "y + 1", "undefined_column"],
  [["x"], "x.y", "undefined_column"],
  [["x", "X"], "x", "duplicate_alias"],
  [["x"], "(SELECT x)", "feature_not_supported"],
])("a function of %j cannot be %s", (parameters, body, condition) => {
  expect(() => checkUserFunction({ name: "f", parameters, body: expression(body) })).toThrow(
    expect.objectContaining({ condition }),
  );
});
