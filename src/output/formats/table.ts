// table: the plain table that scripts parse; its shape is kept byte for byte.
import type { Column, Value } from "../../common/value.ts";
import { cellText, visibleText, visibleWords } from "../cell-text.ts";
import type { Format } from "../format.ts";
import { displayWidth, pad, type Alignment } from "../width.ts";
import { sampledFormat, type Layout } from "./sampled.ts";

/** The column at which the text of a cell wraps. */
const wrapWidth = 30;

/** Results up to this many rows are measured as a whole. */
const sampleRows = 10_000;

/** What is right-aligned: minus, digits with or without thousands commas, fraction. */
const decimal = /^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;

interface TableCell {
  readonly lines: readonly string[];
  /** The width that the cell asks of its column. */
  readonly width: number;
  readonly alignment: Alignment;
}

type TableRow = readonly TableCell[];

/** Rows between borders, widths by content; a row beyond the sample widens only itself. */
export function table(): Format {
  return sampledFormat(sampleRows, tableLayout);
}

function tableLayout(columns: readonly Column[]): Layout<TableRow> {
  const header = columns.map(({ name }) => ({ ...wrapCell(visibleWords(name)), alignment: "centre" as const }));
  let widths = header.map((cell) => cell.width);
  let border = "";
  return {
    prepare: (row) =>
      columns.map(({ verbatim }, index) =>
        verbatim === true ? verbatimCell(row[index] ?? null) : bodyCell(row[index] ?? null),
      ),
    open(sample) {
      for (const row of sample) widths = widen(widths, row);
      border = `${widths.map((width) => `|${"-".repeat(width + 2)}`).join("")}|\n`;
      return border + rowLines(header, widths) + border;
    },
    row: (row) => rowLines(row, widen(widths, row)) + border,
    close: (count) => (count === 0 ? border : ""),
  };
}

function widen(widths: readonly number[], row: TableRow): number[] {
  return widths.map((width, index) => Math.max(width, row[index]?.width ?? 0));
}

/** One line, white space and all. */
function verbatimCell(value: Value): TableCell {
  const line = visibleText(cellText(value));
  return { lines: [line], width: displayWidth(line), alignment: "left" };
}

function bodyCell(value: Value): TableCell {
  const cell = wrapCell(visibleWords(cellText(value)));
  return { ...cell, alignment: decimal.test(cell.lines[0] ?? "") && cell.lines.length === 1 ? "right" : "left" };
}

/** Collapses white space and breaks between words; a word longer than a line has a line of its own. */
function wrapCell(text: string): Pick<TableCell, "lines" | "width"> {
  const lines: string[] = [];
  let line = "";
  let lineWidth = 0;
  let longest = 0;
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    const width = displayWidth(word);
    if (line !== "" && lineWidth + 1 + width > wrapWidth) {
      lines.push(line);
      line = "";
    }
    lineWidth = line === "" ? width : lineWidth + 1 + width;
    line = line === "" ? word : `${line} ${word}`;
    longest = Math.max(longest, lineWidth);
  }
  lines.push(line);
  return { lines, width: lines.length > 1 ? Math.max(wrapWidth, longest) : longest };
}

function rowLines(row: TableRow, widths: readonly number[]): string {
  const height = Math.max(...row.map((cell) => cell.lines.length));
  let text = "";
  for (let line = 0; line < height; line++) {
    for (const [index, cell] of row.entries()) {
      text += `| ${pad(cell.lines[line] ?? "", widths[index] ?? 0, cell.alignment)} `;
    }
    text += "|\n";
  }
  return text;
}
