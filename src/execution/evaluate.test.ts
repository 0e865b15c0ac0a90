/** The evaluator against the local engine itself, over every pair of values. */
import { afterAll, describe, expect, test } from "vitest";
import type { ColumnType, Row, Value } from "../common/value.ts";
import { Json } from "../common/value.ts";
import type { Scan } from "../planner/scan.ts";
import type { Expression } from "../sql/ast.ts";
import { columnRef } from "../sql/build.ts";
import { parseStatement } from "../sql/parser.ts";
import { print } from "../sql/printer.ts";
import { rewrite } from "../sql/traverse.ts";
import { createSqliteBackend } from "./backends/sqlite/backend.ts";
import { compile, likeMatcher, literalValue, truth } from "./evaluate.ts";

const columns: readonly { name: string; type: ColumnType }[] = [
  { name: "n", type: "integer" },
  { name: "m", type: "number" },
  { name: "t", type: "text" },
  { name: "b", type: "boolean" },
];

const scan = {
  alias: "s",
  columns: columns.map((column, index) => ({ ...column, label: column.name, from: { kind: "response", index } })),
} as unknown as Scan;

const values: { readonly [T in string]: readonly Value[] } = {
  n: [null, 0, 1, -1, 9007199254740993n, "seven"],
  m: [null, 0, 1, 0.5],
  t: [null, "", "a", "A", "b"],
  b: [null, true, false],
};

const backend = createSqliteBackend();
const scope = backend.openScope();
scope.createTable("s", columns);
const rows: Row[] = (values["n"] ?? []).flatMap((n) =>
  (values["m"] ?? []).flatMap((m) => (values["t"] ?? []).flatMap((t) => (values["b"] ?? []).map((b) => [n, m, t, b]))),
);
scope.stage("s", rows);
afterAll(() => scope.close());

function bound(text: string): Expression {
  const statement = parseStatement(`SELECT ${text}`);
  const item = statement.kind === "query" && statement.body.kind === "select" ? statement.body.items[0] : undefined;
  if (item === undefined) throw new Error(text);
  return rewrite(item.expression, { "column-ref": (ref) => columnRef("s", ref.parts[0]?.name ?? "") });
}

test.each([
  "n = 1",
  "n <> 1",
  "n < 1",
  "n <= 1",
  "n > 0",
  "n >= 0",
  "n = m",
  "n < m",
  "n > 9007199254740992",
  "n = NULL",
  "t = 'a'",
  "t <> 'a'",
  "t = NULL",
  "b = TRUE",
  "b <> TRUE",
  "b < TRUE",
  "b = NULL",
  "n IN (0, 1)",
  "n NOT IN (0, 1)",
  "n IN (1, NULL)",
  "n NOT IN (1, NULL)",
  "t IN ('a', 'x')",
  "t NOT IN ('a', NULL)",
  "n IS NULL",
  "n IS NOT NULL",
  "b IS NULL",
  "t LIKE 'a'",
  "t NOT LIKE 'a%'",
  "t LIKE '_'",
  "t LIKE ''",
  "t LIKE '%'",
  "t ILIKE 'B'",
  "NOT n = 1",
  "NOT b",
  "NOT (n = 1 AND t = 'a')",
  "n = 1 AND t = 'a'",
  "n = 1 OR t = 'a'",
  "b AND n > 0",
  "b OR n > 0",
  "n = 1 AND NULL",
  "n = 1 OR NULL",
  "(n = 1 OR b) AND NOT (t = 'a' OR m > 0)",
])("%s is what the local engine says it is", (text) => {
  const expression = bound(text);
  const evaluate = compile(expression, scan);
  const sql = `SELECT ${print(expression, backend.dialect)} FROM s ORDER BY rowid`;
  const expected = [...scope.query(sql, [{ name: "x", type: "any" }])].flat().map(([cell]) => cell);
  const asStored = (value: Value): Value => (typeof value === "boolean" ? Number(value) : value);
  expect(rows.map((row) => asStored(evaluate(row)))).toEqual(expected);
});

describe("truth", () => {
  test.each([
    [null, null],
    [true, true],
    [false, false],
    [0, false],
    [2, true],
    [0n, false],
    [1n, true],
    [0.5, true],
    ["", false],
    ["a", false],
    ["1a", true],
    [" 2", true],
    ["0x1", false],
    ["-.5e1", true],
    [Json.ofText("[1]"), false],
  ] as const)("of %s is %s, as WHERE sees it", (value, expected) => {
    expect(truth(value)).toBe(expected);
  });
});

test("a field of what is no JSON is NULL", () => {
  const json = {
    ...scan,
    columns: [{ name: "j", label: "j", type: "json", from: { kind: "response", index: 0 } }],
  } as unknown as Scan;
  const name = {
    kind: "qualified-name",
    parts: [{ kind: "identifier", name: "json_field", quoted: false, span: { start: 0, end: 0 } }],
    span: { start: 0, end: 0 },
  } as const;
  const path = { kind: "literal", type: "string", value: '$."a"."b"', span: { start: 0, end: 0 } } as const;
  const read = compile(
    {
      kind: "function-call",
      name,
      arguments: [columnRef("s", "j"), path],
      distinct: false,
      orderBy: [],
      span: path.span,
    },
    json,
  );
  const cells = [
    '{"a": {"b": 7}}',
    '{"a": 1}',
    "not json",
    "",
    null,
    '{"a": {"b": {"c": 1}}}',
    '{"a": {"b": 9007199254740993}}',
  ];
  expect(cells.map((cell) => read([cell])).map(String)).toEqual([
    "7",
    "null",
    "null",
    "null",
    "null",
    '{"c":1}',
    "9007199254740993",
  ]);
});

test("literals have their value, a sign included", () => {
  expect(["1", "-1.5", "'x'", "NULL", "TRUE", "x'00'", "1 + 1"].map((text) => literalValue(bound(text)))).toEqual([
    1,
    -1.5,
    "x",
    null,
    true,
    undefined,
    undefined,
  ]);
});

test.each([
  ["a.c", "a.c", true],
  ["a.c", "abc", false],
  ["%", "", true],
  ["_", "\u{1F600}", true],
  ["[a]", "[A]", true],
  ["É", "é", false],
  ["a%\n", "ab\n", true],
  ["\\%", "\\x", true],
  ["a%b", "ab", true],
  ["a%a", "a", false],
  ["%ab%b", "ab", false],
  ["%ab%b", "aab\nb", true],
  ["%a_%c", "aabc", true],
  ["%%a%%", "bab", true],
  ["%\u{1F600}_", "x\u{1F600}\u{1F600}", true],
  [`${"%a".repeat(20)}%b`, "a".repeat(10_000), false],
  ["env-%", "ENV-1", true],
  ["%-_", "a-b", true],
  ["a/b", "A/B", true],
  ["%[^]*$", "x[^]*$", true],
  ["%[^]*$", "x", false],
  ["^a", "a", false],
  ["%", "", true],
  ["%%a%%", "b\nA\nb", true],
  ["", "a", false],
  ["k", "\u212A", false],
])("LIKE %s of %s is %s", (pattern, text, expected) => {
  expect(likeMatcher(pattern)(text)).toBe(expected);
});
