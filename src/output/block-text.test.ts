import { expect, test } from "vitest";
import { type Block, rowsOf } from "../common/block.ts";
import type { Column } from "../common/value.ts";
import { blockText } from "./block-text.ts";
import { formats } from "./formats.ts";
import type { Format, FormatOptions } from "./format.ts";

const columns: readonly Column[] = ["first", "2nd", 'a "third"'].map((name) => ({ name, type: "text" }));

function blockOf(lines: readonly (readonly [string, string])[], shared = "acme", between = "\t"): Block {
  const text = lines.map((line) => `${line.join(between)}\n`).join("");
  return { length: lines.length, lines: text, between, fields: 2, columns: [[shared], [1], [shared, ".", 0, "0", 1]] };
}

/** What a format prints of blocks, or of their rows where it must have them made. */
function printed(options: FormatOptions, blocks: readonly Block[], text: (format: Format, block: Block) => string) {
  const format = formats[options.format].create(options);
  return format.begin(columns) + blocks.map((block) => text(format, block)).join("") + format.end();
}

const asBlock = (format: Format, block: Block): string => format.block?.(block) ?? format.rows(rowsOf(block));
const asRows = (format: Format, block: Block): string => format.rows(rowsOf(block));

const contents: readonly (readonly [string, readonly Block[]])[] = [
  ["no blocks", []],
  ["an empty block", [blockOf([])]],
  ["empty blocks among others", [blockOf([]), blockOf([["a", "b"]]), blockOf([]), blockOf([["c", "d"]])]],
  [
    "plain texts",
    [
      blockOf([
        ["a", "b"],
        ["c", "d"],
      ]),
      blockOf([["e", "f"]]),
    ],
  ],
  [
    "empty texts",
    [
      blockOf(
        [
          ["", ""],
          ["", "x"],
        ],
        "",
      ),
    ],
  ],
  [
    "signs of replacements",
    [
      blockOf(
        [
          ["$1", "$$"],
          ["$&", "$01"],
        ],
        "$2$$",
      ),
    ],
  ],
  [
    "what csv quotes",
    [
      blockOf([
        ["a,b", 'c"d'],
        [" e", "f;"],
      ]),
      blockOf([["a", "b"]], " x"),
    ],
  ],
  [
    "what JSON escapes",
    [
      blockOf([
        ["a\\b", "c\u0001"],
        ["\u{1F600}", "\uD800"],
      ]),
      blockOf([["a", "b"]], "\\"),
    ],
  ],
  ["shared texts of several lines", [blockOf([["a", "b"]], "x\ty\nz")]],
  [
    "other signs between fields",
    [
      blockOf(
        [
          ["a", "b"],
          ["c\td", ""],
        ],
        "x",
        ",",
      ),
      blockOf([["a", "b"]], "x", "]"),
    ],
  ],
  ["letters beyond ASCII", [blockOf([["é", "日本"]])]],
];
const options: readonly FormatOptions[] = [
  { format: "csv" },
  { format: "csv", delimiter: ";", hideHeaders: true },
  { format: "csv", delimiter: "\t" },
  { format: "csv", delimiter: "$" },
  { format: "json" },
  { format: "json", jsonDocument: true },
  { format: "jsonl" },
];

test.each(contents.flatMap(([name, blocks]) => options.map((option) => ({ name, blocks, option }))))(
  "$name print as their rows do: $option",
  ({ blocks, option }) => {
    expect(printed(option, blocks, asBlock)).toBe(printed(option, blocks, asRows));
  },
);

test("what is printed already is left as it is", () => {
  const block: Block = { ...blockOf([["a", "b"]], "", ","), columns: [[0], [1]] };
  expect(formats.csv.create({ format: "csv" }).block?.(block)).toBe(block.lines);
});

test.each<[string, Block["columns"]]>([
  ["in their order", [["x"], [0], [1], ["y"]]],
  ["in one cell", [["x", 0, "y", 1]]],
  ["another way round", [[1], [0]]],
  ["twice", [[0], [1], [0]]],
  ["in part", [[1]]],
  ["not at all", [["x"], ["y"]]],
  ["beside nothing", [[0], [], [1]]],
])("fields are printed %s", (_, parts) => {
  const block: Block = { length: 2, lines: "a\tb\nc\t\n", between: "\t", fields: 2, columns: parts };
  const style = { isPlain: () => true, lead: (column: number) => `<${column}$1>`, end: "|" };
  const rows = rowsOf(block).map((row) => `${row.map((cell, column) => `<${column}$1>${String(cell)}`).join("")}|`);
  expect(blockText(block, style)).toBe(rows.join(""));
});

test("plain texts are printed without rows", () => {
  const block = blockOf([["a", "b"]], "acme", ",");
  const texts = options
    .map((option) => formats[option.format].create(option))
    .map((format) => {
      format.begin(columns);
      return format.block?.(block);
    });
  expect(texts).not.toContain(undefined);
  expect(texts[0]).toBe("acme,b,acme.a0b\n");
});
