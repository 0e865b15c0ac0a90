// What is printed for programs reads back to the same cells, whatever they hold.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Json, parseJson, stringifyJson, type JsonValue, type Value } from "../common/value.ts";
import { cellText } from "./cell-text.ts";
import { uniqueNames } from "../common/unique-names.ts";
import { printed, resultOf } from "./harness.ts";
import { compactJson, indentJson } from "./json-text.ts";
import { displayWidth, truncate } from "./width.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(..."ab ,;\"'\n\r\t\\|") }),
  fc.string({ unit: "binary" }),
);
const nested = fc.oneof(fc.object(), fc.array(fc.jsonValue())).map((value) => parseJson(JSON.stringify(value)));
const cell: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
  anyText,
  nested.map((value) => Json.ofValue(value)),
);
const tableOf = (cells: fc.Arbitrary<Value>) =>
  fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      names: fc.array(
        anyText.map((name) => name.replaceAll(":", "")),
        { minLength: width, maxLength: width },
      ),
      rows: fc.array(fc.array(cells, { minLength: width, maxLength: width }), { maxLength: 5 }),
    }),
  );

test("csv reads back to the printed cells", async () => {
  const delimiters = fc.constantFrom(",", ";", "\t", "|");
  await fc.assert(
    fc.asyncProperty(tableOf(cell), delimiters, async ({ names, rows }, delimiter) => {
      const text = await printed({ format: "csv", delimiter }, resultOf(names, ...rows));
      expect(readCsv(text, delimiter)).toEqual([names, ...rows.map((row) => row.map(cellText))]);
    }),
  );
});

test.each(["json", "jsonl"] as const)("%s reads back to the same cells", async (format) => {
  await fc.assert(
    fc.asyncProperty(tableOf(cell), async ({ names, rows }) => {
      const text = await printed({ format }, resultOf(names, ...rows));
      const objects = format === "json" ? parseJson(text) : text.split("\n").slice(0, -1).map(parseJson);
      const keys = uniqueNames(names);
      const expected = rows.map((row) => Object.fromEntries(keys.map((key, index) => [key, plain(row[index])])));
      expect(objects).toEqual(parseJson(stringifyJson(expected)));
    }),
  );
});

test("names become unique, and unique names stay", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "a_2", "a_3", "b")), (names) => {
      const unique = uniqueNames(names);
      expect(new Set(unique).size).toBe(names.length);
      for (const name of new Set(names)) expect(unique[names.indexOf(name)]).toBe(name);
    }),
  );
});

test("JSON text means the same compact and indented", () => {
  fc.assert(
    fc.property(nested, (value) => {
      const text = stringifyJson(value);
      expect(compactJson(text)).toBe(text);
      expect(compactJson(indentJson(text))).toBe(text);
    }),
  );
});

test("JSON without long integers is indented as JSON.stringify does it, from any spacing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 3), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(compactJson(text)).toBe(JSON.stringify(value));
      expect(indentJson(text)).toBe(JSON.stringify(value, undefined, 2));
    }),
  );
});

test("a truncated text never takes more columns than it may", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 12 }), (text, width) => {
      const cut = truncate(text, width);
      expect(displayWidth(cut)).toBeLessThanOrEqual(width);
      if (displayWidth(text) <= width) expect(cut).toBe(text);
    }),
  );
});

function plain(value: Value | undefined): JsonValue {
  return value instanceof Json ? value.value : (value ?? null);
}

/** A reader of RFC 4180 with `\n` line ends. */
function readCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        field += text[at];
      }
      at++;
    } else {
      while (text[at] !== delimiter && text[at] !== "\n") field += text[at++];
    }
    row.push(field);
    if (text[at++] === "\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
