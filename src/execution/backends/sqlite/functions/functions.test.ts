import { afterAll, describe, expect, test } from "vitest";
import type { EngineError } from "../../../../common/error.ts";
import { functionsByName, tableFunctionColumns } from "../../../../planner/functions/functions.ts";
import { parseStatement } from "../../../../sql/parser.ts";
import { print } from "../../../../sql/printer.ts";
import { createSqliteBackend } from "../backend.ts";
import { sqliteDialect } from "../dialect.ts";

const scope = createSqliteBackend().openScope();
afterAll(() => scope.close());

/** The one cell that a query of the user's language yields. */
function cell(expression: string): unknown {
  const sql = print(parseStatement(`SELECT ${expression}`), sqliteDialect);
  return [...scope.query(sql, [{ name: "x", type: "any" }])].flat()[0]?.[0];
}

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return `${(error as EngineError).condition}: ${(error as EngineError).message}`;
  }
  return "none";
}

const windows = new Set([
  "row_number",
  "rank",
  "dense_rank",
  "percent_rank",
  "cume_dist",
  "ntile",
  "lag",
  "lead",
  "first_value",
  "last_value",
  "nth_value",
]);

// GROUPING is gone before SQL reaches the engine.
test.each([...functionsByName.keys()].filter((name) => name !== "grouping"))("the function %s exists", (name) => {
  const over = windows.has(name) ? " OVER ()" : "";
  const problems = ["", "1", "1, 1", "1, 0.5", "'a', 'b', 'c'"].map((given) =>
    failure(() => scope.check(print(parseStatement(`SELECT ${name}(${given})${over}`), sqliteDialect))),
  );
  // Whatever it takes, it takes one of these.
  expect(problems).toContain("none");
  expect(problems.join()).not.toContain("no such function");
});

test.each(Object.keys(tableFunctionColumns))("the table function %s has the columns that are known of it", (name) => {
  const columns = tableFunctionColumns[name] ?? [];
  scope.check(`SELECT ${columns.map((column) => `"${column.name}"`).join(", ")} FROM ${name}('[]')`);
});

describe("functions of our own", () => {
  test.each([
    ["split_part('a,b', ',', 1)", "a"],
    ["split_part('a,b', ',', 3)", null],
    ["split_part('a,b', ',', -1)", "b"],
    ["split_part('a', ',', 0)", null],
    ["left('\u{1F600}bc', 1)", "\u{1F600}"],
    ["right('abc', 0)", ""],
    ["right('abc', 5)", "abc"],
    ["lpad('abc', 2)", "ab"],
    ["rpad('a', 3, 'xy')", "axy"],
    ["lpad(NULL, 2)", null],
    ["repeat('ab', 2)", "abab"],
    ["repeat('ab', -1)", ""],
    ["reverse('aé')", "éa"],
    ["initcap('hello wORLD')", "Hello World"],
    ["strpos('abc', 'd')", 0],
    ["position('c' IN '\u{1F600}bc')", 3],
    ["starts_with('abc', 'ab')", 1],
    ["ends_with('abc', 'ab')", 0],
    ["btrim('  a ')", "a"],
    ["string(12)", "12"],
    ["greatest(1, 2.5, NULL)", 2.5],
    ["least('b', 1, 'a')", 1],
    ["greatest('b', 1, 'a')", "b"],
    ["greatest(NULL, NULL)", null],
    ["greatest(9007199254740993, 9007199254740992)", 9007199254740993n],
    ["greatest(1, 2) / 2 * 3", 3],
    ["regexp_like('abc', 'B')", 0],
    ["regexp_replace('a1b2', '\\d', '<\\0>')", "a<1>b<2>"],
    ["regexp_replace('ab', '(a)(b)', '\\2\\1$1')", "ba$1"],
    ["regexp_replace('ab', 'b')", "a"],
    ["regexp_substr('abc', 'x')", null],
    ["json_equal('[1, 2]', '[2, 1]')", 0],
    ['json_equal(\'{"a": 1, "b": {}}\', \'{"b": {}, "a": 1}\')', 1],
    ['aws_policy_equal(\'{"A": ["x"]}\', \'{"A": "x"}\')', 1],
    ['aws_policy_equal(\'{"A": ["x"]}\', \'{"A": "y"}\')', 0],
    ["json_extract_path_text('{\"a\": [5]}', 'a', '0')", "5"],
    ["json_extract_path_text('{}', 'a')", null],
    ["extract(quarter FROM '2024-05-01')", 2],
    ["extract(doy FROM '2024-12-31')", 366],
    ["extract(isodow FROM '2024-05-05')", 7],
    ["extract(hour FROM '2024-05-01 10:00+02:00')", 8],
    ["extract(minute FROM '2024-05-01T10:07:00.5Z')", 7],
    ["soundex('Tymczak')", "T522"],
    ["soundex('42')", "?000"],
    ["CAST('on' AS boolean)", 1],
    ["CAST(0 AS boolean)", 0],
  ])("%s is %s", (expression, expected) => {
    expect(cell(expression)).toEqual(expected);
  });

  test.each([
    ["CAST('maybe' AS boolean)", "data_exception: maybe is no boolean"],
    ["'a' REGEXP '('", "invalid_parameter_value: ( is no regular expression"],
    ["repeat('ab', 100000000)", "data_exception: a text of 200000000 characters is too long"],
    ["lpad('a', 1000000000)", "data_exception: a text of 1000000000 characters is too long"],
    ["json_equal('{', '{}')", "invalid_json: malformed JSON: {"],
    ["extract(yeer FROM '2024-05-01')", "invalid_parameter_value: extract knows no field yeer"],
  ])("%s fails", (expression, expected) => {
    expect(failure(() => cell(expression))).toBe(expected);
  });
});

test("boolean aggregates leave NULLs out", () => {
  const over = (name: string, list: string): unknown => cell(`(SELECT ${name}(column1) FROM (VALUES ${list}))`);
  expect([
    over("bool_and", "(true), (NULL)"),
    over("bool_and", "(true), (false)"),
    over("bool_or", "(false), (NULL)"),
    over("bool_or", "(NULL)"),
    over("every", "(1), (2)"),
  ]).toEqual([1, 0, 0, null, 1]);
});

test.each(["AND", "OR"])("a chain of a thousand %s is no deeper than SQLite takes", (operator) => {
  const chain = Array.from({ length: 950 }, (_, index) => `${index} = ${operator === "AND" ? index : index + 1}`).join(
    ` ${operator} `,
  );
  expect(cell(chain)).toBe(operator === "AND" ? 1 : 0);
});
