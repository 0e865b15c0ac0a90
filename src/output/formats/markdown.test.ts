import { expect, test } from "vitest";
import { Json } from "../../common/value.ts";
import { lines, printed, resultOf } from "../harness.ts";

const markdown = { format: "markdown" } as const;

test("prints a header, its rule, and a line per row", async () => {
  expect(await printed(markdown, resultOf(["a", "b"], [1, null], ["x", Json.ofText('{"k": [1]}')]))).toBe(
    lines("| a | b |", "|---|---|", "| 1 | null |", '| x | {"k":[1]} |'),
  );
});

test("escapes what ends a cell or starts HTML, and keeps a row on its line", async () => {
  expect(await printed(markdown, resultOf(["a|b"], ["x|y\\|z\r\n<b>\nend"]))).toBe(
    lines(String.raw`| a\|b |`, "|---|", String.raw`| x\|y\\\|z<br>\<b><br>end |`),
  );
});

test("separates tables by a blank line, without which they would be one", async () => {
  expect(await printed(markdown, resultOf(["a"], [1]), resultOf(["b"]))).toBe(
    lines("| a |", "|---|", "| 1 |", "", "| b |", "|---|"),
  );
});
