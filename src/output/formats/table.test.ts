import { expect, test } from "vitest";
import { Json, type Value } from "../../common/value.ts";
import { lines, printed, resultOf, streamOf } from "../harness.ts";

const table = { format: "table" } as const;

/** The lines of a one-row, one-column table below its header. */
async function body(cell: Value, name = "c"): Promise<string[]> {
  const text = await printed(table, resultOf([name], [cell]));
  return text.split("\n").slice(3, -2);
}

test("wraps at 30 columns, centres headers, left-aligns text", async () => {
  expect(
    await printed(table, resultOf(["provider", "versions"], ["acme", "v0.1.0, v0.1.1-alpha01, v0.1.2, v0.2.1"])),
  ).toBe(
    lines(
      "|----------|--------------------------------|",
      "| provider |            versions            |",
      "|----------|--------------------------------|",
      "| acme     | v0.1.0, v0.1.1-alpha01,        |",
      "|          | v0.1.2, v0.2.1                 |",
      "|----------|--------------------------------|",
    ),
  );
});

test("puts a border below each row", async () => {
  expect(await printed(table, resultOf(["a", "b"], [1, true], [20, false]))).toBe(
    lines(
      "|----|-------|",
      "| a  |   b   |",
      "|----|-------|",
      "|  1 | true  |",
      "|----|-------|",
      "| 20 | false |",
      "|----|-------|",
    ),
  );
});

test("prints two borders around the header, and one more, where there are no rows", async () => {
  expect(await printed(table, resultOf(["name", "id"]))).toBe(
    lines("|------|----|", "| name | id |", "|------|----|", "|------|----|"),
  );
});

test("keeps its header where headers are hidden elsewhere", async () => {
  expect(await printed({ ...table, hideHeaders: true }, resultOf(["a"], ["x"]))).toBe(
    lines("|---|", "| a |", "|---|", "| x |", "|---|"),
  );
});

test("prints results one block after another", async () => {
  expect(await printed(table, resultOf(["a"], ["x"]), resultOf(["b"]))).toBe(
    lines("|---|", "| a |", "|---|", "| x |", "|---|", "|---|", "| b |", "|---|", "|---|"),
  );
});

test.each(["7", "-7", "1234", "1,234,567.25", "0.5", "-12.00"])("right-aligns the decimal %s", async (cell) => {
  expect(await body(cell, "a_wide_header_")).toEqual([`| ${cell.padStart(14)} |`]);
});

test.each(["1e5", "1,23", "1.", ".5", "+1", "--1", "1 2", "12%", "v1", "1,2345"])("left-aligns %s", async (cell) => {
  expect(await body(cell, "a_wide_header_")).toEqual([`| ${cell.padEnd(14)} |`]);
});

test("prints NULL as null, bigint exactly and nested JSON compactly", async () => {
  const row = [null, 9007199254740993n, Json.ofText('{ "b": 1,\n "a": [ ] }')];
  expect((await printed(table, resultOf(["n", "big", "j"], row))).split("\n")[3]).toBe(
    '| null | 9007199254740993 | {"b":1,"a":[]} |',
  );
});

test("does not break a word of more than 30 characters, which widens the column", async () => {
  const word = "x".repeat(34);
  expect(await body(`see ${word} now`)).toEqual([`| ${"see".padEnd(34)} |`, `| ${word} |`, `| ${"now".padEnd(34)} |`]);
});

test("fills a line up to exactly 30 columns", async () => {
  expect(await body(`${"a".repeat(14)} ${"b".repeat(15)}`)).toEqual([`| ${"a".repeat(14)} ${"b".repeat(15)} |`]);
  expect(await body(`${"a".repeat(15)} ${"b".repeat(15)}`)).toEqual([
    `| ${"a".repeat(15).padEnd(30)} |`,
    `| ${"b".repeat(15).padEnd(30)} |`,
  ]);
});

test("wraps a header like a cell", async () => {
  const text = await printed(table, resultOf(["count(*) over the whole result set"], [1]));
  expect(text.split("\n").slice(1, 3)).toEqual([
    "| count(*) over the whole result |",
    `| ${" ".repeat(13)}set${" ".repeat(14)} |`,
  ]);
});

test("collapses white space, line breaks included", async () => {
  expect(await body("  one\r\n\ttwo   three ")).toEqual(["| one two three |"]);
});

test("shows control characters as pictures, so that a cell moves no cursor", async () => {
  expect(await body("\u001b[2Jred\u0007\u007f\u009b\u202e")).toEqual(["| ␛[2Jred␇␡\uFFFD\uFFFD |"]);
});

test("counts wide characters as two columns and combining marks as none", async () => {
  const text = await printed(table, resultOf(["名前", "x"], ["東京タワー", 1], ["cafe\u0301", 2], ["👩‍👩‍👧 🇨🇭", 3]));
  expect(text).toBe(
    lines(
      "|------------|---|",
      "|    名前    | x |",
      "|------------|---|",
      "| 東京タワー | 1 |",
      "|------------|---|",
      "| cafe\u0301       | 2 |",
      "|------------|---|",
      "| 👩‍👩‍👧 🇨🇭      | 3 |",
      "|------------|---|",
    ),
  );
});

test("measures 10,000 rows as a whole", async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => [index === 9_999 ? "the last" : "x"]);
  const text = await printed(table, resultOf(["c"], ...rows));
  expect(new Set(text.split("\n").map((line) => line.length))).toEqual(new Set([12, 0]));
});

test("beyond the sample, a wider cell widens only its own row", async () => {
  const result = streamOf(["c", "d"], async function* () {
    for (let batch = 0; batch < 11; batch++) yield Array.from({ length: 1_000 }, () => ["x", "y"]);
    yield [["wider", "y"]];
    yield [["x", "y"]];
  });
  expect((await printed(table, result)).split("\n").slice(-6)).toEqual([
    "|---|---|",
    "| wider | y |",
    "|---|---|",
    "| x | y |",
    "|---|---|",
    "",
  ]);
});

test("keeps the lines of a plan as they are", async () => {
  const result = {
    ...resultOf(["plan"], ["Stream a, b"], ["  Acquire p.s.r as a by list, which needs no argument"]),
    columns: [{ name: "plan", type: "text", verbatim: true }] as const,
  };
  expect(await printed(table, result)).toBe(
    lines(
      "|-------------------------------------------------------|",
      "|                         plan                          |",
      "|-------------------------------------------------------|",
      "| Stream a, b                                           |",
      "|-------------------------------------------------------|",
      "|   Acquire p.s.r as a by list, which needs no argument |",
      "|-------------------------------------------------------|",
    ),
  );
});
