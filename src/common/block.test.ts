import { expect, test } from "vitest";
import { type Block, isBlock, rowsOf } from "./block.ts";

const block: Block = {
  length: 2,
  lines: "a\tb\nc\t\n",
  between: "\t",
  fields: 2,
  columns: [["x"], [1], ["x.", 0, ".", 1]],
};

test("the rows of a block have its fields and what they share", () => {
  expect(rowsOf(block)).toEqual([
    ["x", "b", "x.a.b"],
    ["x", "", "x.c."],
  ]);
});

test("a block is told from rows", () => {
  expect([isBlock(block), isBlock([]), isBlock([["a"]])]).toEqual([true, false, false]);
});
