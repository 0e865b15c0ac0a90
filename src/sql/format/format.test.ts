import { expect, it } from "vitest";
import { format } from "./format.ts";

const pairs: readonly (readonly [name: string, before: string, after: readonly string[]])[] = [
  ["what fits stays on one line", "select a,B from  t where x=-1", ["SELECT a, B FROM t WHERE x = -1"]],
  ["names keep their case and quotes", 'select "Order", Max(T.x) from T', ['SELECT "Order", Max(T.x) FROM T']],
  [
    "clauses and list items stand on lines of their own where they do not fit",
    "select id, display_name, 'a text that is long enough to need a line' as one, 'and another one' as two from t where a and b order by 1",
    [
      "SELECT",
      "  id,",
      "  display_name,",
      "  'a text that is long enough to need a line' AS one,",
      "  'and another one' AS two",
      "FROM t",
      "WHERE a AND b",
      "ORDER BY 1",
    ],
  ],
  [
    "comments stay where they stood, hints at their verb",
    "-- about\nselect a -- why\n, b /* inline */ from t;\n\n\n\ninsert /*+ await */ into t (a) values (1) -- end",
    [
      "-- about",
      "SELECT",
      "  a -- why",
      "  ,",
      "  b /* inline */",
      "FROM t;",
      "",
      "INSERT /*+ await */ INTO t (a) VALUES (1) -- end",
    ],
  ],
  [
    "a function has its parameters right behind its name, and a long body on a line of its own",
    "create function Twice(x) as x*2; create function stage(name,sep varchar(1)) returns text as case when name like '%-%' then lower(split_part(name, sep, -1)) else 'none' end",
    [
      "CREATE FUNCTION Twice(x) AS x * 2;",
      "CREATE FUNCTION stage(name, sep VARCHAR(1))",
      "RETURNS TEXT",
      "AS CASE WHEN name LIKE '%-%' THEN lower(split_part(name, sep, -1)) ELSE 'none' END",
    ],
  ],
  [
    "limits of writes stand on lines of their own",
    "delete from a_service.with_a_name.of_some_length where column_of_it = 'a value' order by another_column limit 10",
    [
      "DELETE FROM a_service.with_a_name.of_some_length",
      "WHERE column_of_it = 'a value'",
      "ORDER BY another_column",
      "LIMIT 10",
    ],
  ],
  [
    "operators stay whole, calls have their parentheses right behind their names",
    "select cast(a as text), mode() within group(order by a) from t where a ~*'x' and b!~(c) and a not like 'x'",
    [
      "SELECT CAST(a AS TEXT), mode() WITHIN GROUP (ORDER BY a)",
      "FROM t",
      "WHERE a ~* 'x' AND b !~ (c) AND a NOT LIKE 'x'",
    ],
  ],
  ["a version stays whole", "registry pull github v24.1.2", ["REGISTRY PULL github v24.1.2"]],
];

it.each(pairs)("%s", (_name, before, after) => {
  expect(format(before)).toBe(`${after.join("\n")}\n`);
  expect(format(format(before))).toBe(format(before));
});

// verifies: format.fmt
it("refuses a template by its name, and leaves braces in strings alone", () => {
  expect(() => format("select {{ name }}")).toThrow("a template is no SQL");
  expect(format("select '{{ name }}'")).toBe("SELECT '{{ name }}'\n");
});
