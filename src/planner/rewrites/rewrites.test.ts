/** The parts of the rewrites that need no bound query; test/sql/odd shows them whole. */
import { expect, test } from "vitest";
import type { Expression, GroupItem, Query, Select } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { meantBy } from "./columns-below.ts";
import { setsOf } from "./group-items.ts";
import { splitRowEqualities } from "./row-equality.ts";

function select(sql: string): Select {
  return (parseStatement(sql) as Query).body as Select;
}

function setsIn(groupBy: string, most = 100): string[][] | undefined {
  const items: readonly GroupItem[] = select(`SELECT 1 FROM t GROUP BY ${groupBy}`).groupBy;
  return setsOf(items, (key) => key, most)?.map((set) => [...set.keys()]);
}

test("the sets of a GROUP BY are the product of those of its items", () => {
  expect(setsIn("a, b")).toEqual([["a", "b"]]);
  expect(setsIn("ROLLUP (a, (b, c))")).toEqual([["a", "b", "c"], ["a"], []]);
  expect(setsIn("CUBE (a, b)")).toEqual([["a", "b"], ["a"], ["b"], []]);
  expect(setsIn("GROUPING SETS (a, (), (a, b))")).toEqual([["a"], [], ["a", "b"]]);
  expect(setsIn("c, ROLLUP (a), CUBE (b)")).toEqual([["c", "a", "b"], ["c", "a"], ["c", "b"], ["c"]]);
});

test("a key that stands twice in a set is one", () => {
  expect(setsIn("a, ROLLUP (a, b)")).toEqual([["a", "b"], ["a"], ["a"]]);
});

test("too many sets are not even made", () => {
  const keys = Array.from({ length: 60 }, (_, i) => `c${i}`).join(", ");
  expect(setsIn(`CUBE (${keys})`)).toBeUndefined();
  expect(setsIn("CUBE (a, b), CUBE (c, d)", 15)).toBeUndefined();
  expect(setsIn("CUBE (a, b), CUBE (c, d)", 16)).toHaveLength(16);
});

test("equalities of rows among ANDs are taken apart, others stay", () => {
  const split = (condition: string): string => {
    const { where } = select(`SELECT 1 FROM t WHERE ${condition}`);
    return print(splitRowEqualities(where as Expression));
  };
  expect(split("(a, b) = (1, 2) AND c")).toBe("a = 1 AND b = 2 AND c");
  expect(split("(a, b) = (1, 2) OR c")).toBe("(a, b) = (1, 2) OR c");
  expect(split("(a, b) IN ((1, 2)) AND (a, b) NOT IN ((1, 2))")).toBe("a = 1 AND b = 2 AND (a, b) NOT IN ((1, 2))");
  expect(split("(a, b) < (1, 2)")).toBe("(a, b) < (1, 2)");
  expect(split("(a, b) = (1, 2, 3)")).toBe("(a, b) = (1, 2, 3)");
});

test("positions and output names mean what stands in the list, subqueries keep their own names", () => {
  const { items } = select("SELECT t.a + 1 AS x, t.b AS y FROM t");
  const meant = (expression: string): string => {
    const [item] = select(`SELECT ${expression}`).items;
    return print(meantBy(item?.expression as Expression, items));
  };
  expect(meant("1")).toBe("t.a + 1");
  expect(meant("3")).toBe("3");
  expect(meant("y || x")).toBe("t.b || (t.a + 1)");
  expect(meant("(SELECT x)")).toBe("(SELECT x)");
});
