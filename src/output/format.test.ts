import { expect, test } from "vitest";
import { formatNames, parseFormatName, resolveFormat } from "./format.ts";

test("knows every format name and alias, in any case", () => {
  expect(formatNames.map((name) => parseFormatName(name.toUpperCase()))).toEqual([...formatNames]);
  expect(parseFormatName("NDJSON")).toBe("jsonl");
  expect(parseFormatName("md")).toBe("markdown");
});

test.each([
  ["jsno", "Did you mean json?"],
  ["constructor", "Known: auto, box, table, json, jsonl, csv, text, pptext, markdown, ndjson, md."],
])("refuses %s with a hint", (name, hint) => {
  expect(() => parseFormatName(name)).toThrow(
    expect.objectContaining({
      condition: "invalid_parameter_value",
      message: `there is no output format "${name}"`,
      hint,
    }),
  );
});

test("auto is box on a terminal and table elsewhere; other names stay", () => {
  expect([resolveFormat("auto", true), resolveFormat("auto", false), resolveFormat("csv", true)]).toEqual([
    "box",
    "table",
    "csv",
  ]);
});
