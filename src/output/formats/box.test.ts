import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { Json } from "../../common/value.ts";
import { lines, printed, resultOf, streamOf } from "../harness.ts";
import { displayWidth } from "../width.ts";

const box = { format: "box" } as const;

test("draws a box, right-aligns numbers, shows NULL, counts rows", async () => {
  expect(await printed(box, resultOf(["id:integer", "name:text", "size:any"], [1, "a", 10n], [20, null, 5]))).toBe(
    lines(
      "┌────┬──────┬──────┐",
      "│ id │ name │ size │",
      "├────┼──────┼──────┤",
      "│  1 │ a    │   10 │",
      "│ 20 │ NULL │    5 │",
      "└────┴──────┴──────┘",
      "2 rows",
    ),
  );
});

test("draws an empty result with its header", async () => {
  expect(await printed(box, resultOf(["id", "name"]))).toBe(
    lines("┌────┬──────┐", "│ id │ name │", "├────┼──────┤", "└────┴──────┘", "0 rows"),
  );
});

test("hides its header and separates results by a blank line", async () => {
  expect(await printed({ ...box, hideHeaders: true }, resultOf(["a"], ["x"]), resultOf(["b"], ["y"]))).toBe(
    lines("┌───┐", "│ x │", "└───┘", "1 row", "", "┌───┐", "│ y │", "└───┘", "1 row"),
  );
});

test("shrinks the widest text columns and keeps short and numeric ones whole", async () => {
  const row = ["env-123", 1234567890123n, "a description that is long", Json.ofText('{"k":"a long nested value"}')];
  expect(await printed({ ...box, width: 60 }, resultOf(["id", "n", "description", "spec"], row))).toBe(
    lines(
      "┌─────────┬───────────────┬────────────────┬───────────────┐",
      "│ id      │             n │ description    │ spec          │",
      "├─────────┼───────────────┼────────────────┼───────────────┤",
      '│ env-123 │ 1234567890123 │ a description… │ {"k":"a long… │',
      "└─────────┴───────────────┴────────────────┴───────────────┘",
      "1 row",
    ),
  );
});

test("leaves out columns that do not fit, and says so", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `column_${index}`);
  expect(await printed({ ...box, width: 40 }, resultOf(names, names))).toBe(
    lines(
      "┌──────────┬──────────┬──────────┬───┐",
      "│ column_0 │ column_1 │ column_2 │ … │",
      "├──────────┼──────────┼──────────┼───┤",
      "│ column_0 │ column_1 │ column_2 │ … │",
      "└──────────┴──────────┴──────────┴───┘",
      "1 row, 3 of 12 columns fit",
    ),
  );
});

test("keeps within the terminal for any width that can show a column", async () => {
  const row = ["東京タワーの展望台", "x".repeat(200), 12, Json.ofText('["nested","json"]')];
  for (let width = 12; width < 240; width += 7) {
    const text = await printed({ ...box, width, colours: true }, resultOf(["name", "text", "count", "spec"], row));
    const widths = stripVTControlCharacters(text).split("\n").slice(0, -2).map(displayWidth);
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    expect(new Set(widths).size).toBe(1);
  }
});

test("dims borders and NULL and makes the header bold, cutting text before it is coloured", async () => {
  const bar = "\u001b[2m│\u001b[22m";
  const text = await printed(
    { ...box, colours: true, width: 14 },
    resultOf(["a_long_header"], ["\u001b[31mred and more"], [null]),
  );
  expect(text.split("\n").slice(1, 5)).toEqual([
    `${bar} \u001b[1ma_long_he…\u001b[22m ${bar}`,
    "\u001b[2m├────────────┤\u001b[22m",
    `${bar} ␛[31mred … ${bar}`,
    `${bar} \u001b[2mNULL      \u001b[22m ${bar}`,
  ]);
});

test("shows line breaks and tabs in one line", async () => {
  expect((await printed(box, resultOf(["c"], ["a\r\nb\tc\nd"]))).split("\n")[3]).toBe("│ a↵b c↵d │");
});

test("beyond the sample, cells are cut to the widths found, or widen their row where there is no terminal", async () => {
  const result = () =>
    streamOf(["c"], async function* () {
      yield Array.from({ length: 1_001 }, () => ["x"]);
      yield [["wider"]];
    });
  expect((await printed({ ...box, width: 80 }, result())).split("\n").at(-4)).toBe("│ … │");
  expect((await printed(box, result())).split("\n").at(-4)).toBe("│ wider │");
});
