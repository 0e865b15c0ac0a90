import { describe, expect, it, test } from "vitest";
import type { Query } from "../sql/ast.ts";
import { parseStatement } from "../sql/parser.ts";
import { type Steps, stepsOf } from "./steps.ts";

/** Tables of ten, a hundred and a thousand rows; others are unknown. */
const tables: Readonly<Record<string, number>> = { ten: 10, hundred: 100, thousand: 1000 };

const steps = (sql: string): Steps => stepsOf(parseStatement(sql) as Query, ([name = ""]) => tables[name]);

describe("the steps of a query are at most", () => {
  test.each([
    ["SELECT 1", 2],
    ["SELECT a FROM thousand WHERE a = 1 ORDER BY a", 2000],
    ["SELECT 1 FROM ten, hundred, thousand", 10 + 10 * 100 + 1000 * 1000 + 1_000_000],
    ["SELECT 1 FROM (SELECT count(*) AS n FROM thousand) a, thousand", 2000 + 1000 + 1000],
    ["SELECT 1 FROM (SELECT a FROM thousand LIMIT 10) a, ten", 2000 + 10 * 10 + 100],
    ["SELECT (SELECT count(*) FROM hundred) FROM ten", 20 + 10 * 200],
    ["SELECT a FROM ten UNION ALL SELECT a FROM ten", 40],
    ["WITH c AS (SELECT a FROM ten) SELECT 1 FROM c x, c y", 20 + 10 * 20 + 100],
    ["VALUES (1), (2), (3)", 3],
    ["SELECT sum(a) OVER (ROWS 5 PRECEDING) FROM hundred", 200 + 100 * 100],
    ["SELECT sum(a) OVER (ORDER BY a) FROM hundred", 200],
    ["SELECT a FROM unknown", Infinity],
    ["WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 1", Infinity],
    ["WITH RECURSIVE n AS (SELECT 1 AS i) SELECT i FROM n", 3],
  ])("%s: %d", (sql, most) => {
    expect(steps(sql).most).toBe(most);
  });
});

describe("a step may take long", () => {
  test.each([
    ["SELECT hex(zeroblob(500000000))", false],
    ["SELECT zeroblob(a) FROM ten", false],
    ["SELECT printf('%.*c', a, 'x') FROM ten", false],
    ["SELECT printf('%9999999d', a) FROM ten", false],
    ["SELECT printf('%05d', a), lpad(a, 10), replace(a, 'b', 'c') FROM ten", true],
    ["SELECT a FROM thousand", true],
  ])("%s: short is %s", (sql, areShort) => {
    expect(steps(sql).areShort).toBe(areShort);
  });
});

it("looks at each common table once, however often it is named", () => {
  let asked = 0;
  const doubled = Array.from({ length: 40 }, (_, i) => `c${i + 1} AS (SELECT x.a FROM c${i} x, c${i} y)`).join(", ");
  const query = parseStatement(`WITH c0 AS (SELECT a FROM ten), ${doubled} SELECT a FROM c40`) as Query;
  stepsOf(query, () => (asked++, 10));
  expect(asked).toBe(1);
});
