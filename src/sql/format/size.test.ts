import { expect, it } from "vitest";
import { format } from "./format.ts";

it("lays out deep nests of parentheses and of subqueries", () => {
  const parentheses = `SELECT ${"(".repeat(190)}1${")".repeat(190)}\n`;
  expect(format(format(parentheses))).toBe(format(parentheses));
  const queries = `${"SELECT a FROM (".repeat(60)}SELECT 1 AS a${") AS t".repeat(60)}`;
  expect(format(format(queries))).toBe(format(queries));
});

it("puts each of 10,000 items on a line of its own", () => {
  const items = Array.from({ length: 10_000 }, (_, index) => String(index));
  const lines = format(`select a from t where a in (${items.join(",")})`).split("\n");
  expect(lines.slice(0, 4)).toEqual(["SELECT a", "FROM t", "WHERE a IN (", "  0,"]);
  expect(lines).toHaveLength(10_005);
});

it("lays out a script of a megabyte", () => {
  const statement = "SELECT a, b FROM t WHERE a = 'x' AND b IN (1, 2, 3);\n";
  const script = statement.repeat(20_000);
  expect(format(script) === script).toBe(true);
});
