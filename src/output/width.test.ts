import { expect, test } from "vitest";
import { wideRanges } from "./width-ranges.ts";
import { displayWidth, pad, truncate } from "./width.ts";

test.each([
  ["", 0],
  ["ascii text", 10],
  ["naïve Zürich", 12],
  ["Ελληνικά", 8],
  ["日本語", 6],
  ["한국어", 6],
  ["\u1112\u1161\u11ab", 2],
  ["ｆｕｌｌ", 8],
  ["ﾊﾝｶｸ", 4],
  ["e\u0301", 1],
  ["a\u200bb", 2],
  ["ก็", 1],
  ["✓ ok", 4],
  ["✅", 2],
  ["😀", 2],
  ["👍🏽", 2],
  ["👩‍👩‍👧‍👦", 2],
  ["❤️", 2],
  ["❤", 1],
  ["🇨🇭🇫🇷", 4],
  ["1️⃣", 2],
  ["𠮷", 2],
  ["│…─", 3],
])("%j takes %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ["hello", 5, "hello"],
  ["hello", 4, "hel…"],
  ["hello", 1, "…"],
  ["日本語", 6, "日本語"],
  ["日本語", 5, "日本…"],
  ["日本語", 4, "日…"],
  ["日本語", 2, "…"],
  ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
  ["a👩‍👩‍👧b", 3, "a…"],
  ["a👩‍👩‍👧b", 4, "a👩‍👩‍👧b"],
])("%j in %i columns is %j", (text, width, expected) => {
  expect(truncate(text, width)).toBe(expected);
});

test("pads by display width; a centred text leans to the left", () => {
  expect([pad("日", 5, "left"), pad("日", 5, "right"), pad("日", 5, "centre"), pad("long", 2, "right")]).toEqual([
    "日   ",
    "   日",
    " 日  ",
    "long",
  ]);
});

test("the ranges of wide characters are sorted and apart", () => {
  const flat = wideRanges.flat();
  expect(flat.every((code, index) => index === 0 || code >= (flat[index - 1] ?? 0))).toBe(true);
});
