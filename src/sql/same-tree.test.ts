import { expect, test } from "vitest";
import { parseScript } from "./parser.ts";
import { isSameTree } from "./same-tree.ts";

const read = (text: string) => parseScript(text).statements;

test.each([
  ["SELECT a, 1 FROM t", "select  a,\n1 from t"],
  ["SELECT 1 -- one\n;", "SELECT 1"],
  ["SELECT 9007199254740993, NULL, 1.5", "SELECT 9007199254740993, null, 1.5"],
])("%s is %s", (one, other) => {
  expect(isSameTree(read(one), read(other))).toBe(true);
});

test.each([
  ["SELECT a FROM t", "SELECT A FROM t"],
  ["SELECT a FROM t", "SELECT a FROM t WHERE a"],
  ["SELECT a FROM t WHERE a", "SELECT a FROM t"],
  ["SELECT a, b", "SELECT a"],
  ["SELECT 1", "SELECT '1'"],
  ["SELECT 9007199254740993", "SELECT 9007199254740995"],
])("%s is not %s", (one, other) => {
  expect(isSameTree(read(one), read(other))).toBe(false);
});

test("a chain of 20,000 terms is compared without end of the stack", () => {
  const chain = `SELECT ${Array.from({ length: 20_000 }, (_, term) => `c${term}`).join(" AND ")}`;
  expect(isSameTree(read(chain), read(chain))).toBe(true);
});
