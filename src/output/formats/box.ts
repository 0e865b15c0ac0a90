// box: the table for people at a terminal, drawn with lines and cut to the window.
import { counted } from "../../common/counted.ts";
import type { Column, Value } from "../../common/value.ts";
import { cellText, visibleText } from "../cell-text.ts";
import { painter, type Paint } from "../colour.ts";
import { fitColumns, type WidthWish } from "../fit.ts";
import type { Format, FormatOptions } from "../format.ts";
import { displayWidth, pad, truncate, type Alignment } from "../width.ts";
import { sampledFormat, type Layout } from "./sampled.ts";

/** Fewer than table holds back: a person waits for the first rows. */
const sampleRows = 1_000;

/** A text column narrower than this says nothing; it gives way no further. */
const leastTextWidth = 8;

interface BoxCell {
  readonly text: string;
  readonly width: number;
  readonly kind: "null" | "number" | "other";
}

type BoxRow = readonly BoxCell[];

interface BoxColumn {
  readonly name: string;
  readonly width: number;
  readonly alignment: Alignment;
  /** False where a longer cell pushes its row out instead of being cut. */
  readonly cutsCells: boolean;
}

/** Rows in a box with a footer that counts them; cells and columns beyond the terminal's width give way to `…`. */
export function box(options: FormatOptions): Format {
  return sampledFormat(sampleRows, (columns) => boxLayout(columns, options));
}

function boxLayout(columns: readonly Column[], options: FormatOptions): Layout<BoxRow> {
  const paint = painter(options.colours ?? false);
  let shown: readonly BoxColumn[] = [];
  const isCut = (): boolean => shown.length < columns.length;
  const rule = (left: string, middle: string, right: string): string => {
    const widths = [...shown.map((column) => column.width), ...(isCut() ? [1] : [])];
    return `${paint("dim", left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right)}\n`;
  };
  const line = (cells: readonly string[]): string => {
    const bar = paint("dim", "│");
    return `${bar} ${[...cells, ...(isCut() ? [paint("dim", "…")] : [])].join(` ${bar} `)} ${bar}\n`;
  };
  const header = (): string =>
    line(shown.map((column) => paint("bold", fill(column, truncate(column.name, column.width))))) + rule("├", "┼", "┤");
  return {
    prepare: (row) => columns.map((_, index) => boxCell(row[index] ?? null, options.width)),
    open(sample) {
      shown = measure(columns, sample, options.width);
      return rule("┌", "┬", "┐") + (options.hideHeaders === true ? "" : header());
    },
    row: (row) => line(shown.map((column, index) => paintCell(column, row[index], paint))),
    close(count) {
      const columnNote = isCut() ? `, ${shown.length} of ${columns.length} columns fit` : "";
      return `${rule("└", "┴", "┘")}${paint("dim", `${counted(count, "row")}${columnNote}`)}\n`;
    },
  };
}

/** Cut to the terminal's width at once, so that long documents are not held back whole. */
function boxCell(value: Value, lineWidth: number | undefined): BoxCell {
  if (value === null) return { text: "NULL", width: 4, kind: "null" };
  const whole = visibleText(cellText(value));
  const text = lineWidth === undefined ? whole : truncate(whole, lineWidth);
  const kind = typeof value === "number" || typeof value === "bigint" ? "number" : "other";
  return { text, width: displayWidth(text), kind };
}

function measure(columns: readonly Column[], sample: readonly BoxRow[], lineWidth: number | undefined): BoxColumn[] {
  const wishes: WidthWish[] = [];
  const measured = columns.map((column, index) => {
    const cells = sample.map((row) => row[index]).filter((cell) => cell !== undefined);
    const name = visibleText(column.name);
    const isNumeric = holdsNumbers(column, cells);
    const content = cells.reduce((widest, cell) => Math.max(widest, cell.width), 0);
    const natural = Math.max(1, displayWidth(name), content);
    const least = Math.min(natural, leastTextWidth);
    wishes.push({ natural, minimum: isNumeric ? Math.max(content, least) : least });
    const alignment = isNumeric ? ("right" as const) : ("left" as const);
    return { name, width: natural, alignment, cutsCells: lineWidth !== undefined && !isNumeric };
  });
  if (lineWidth === undefined) return measured;
  const widths = fitColumns(wishes, lineWidth);
  return measured.slice(0, widths.length).map((column, index) => ({ ...column, width: widths[index] ?? 1 }));
}

/** True for columns of numbers: they are right-aligned, and kept whole because a cut number is a wrong number. */
function holdsNumbers(column: Column, cells: readonly BoxCell[]): boolean {
  if (column.type === "integer" || column.type === "number") return true;
  const present = cells.filter((cell) => cell.kind !== "null");
  return present.length > 0 && present.every((cell) => cell.kind === "number");
}

function paintCell(column: BoxColumn, cell: BoxCell | undefined, paint: Paint): string {
  if (cell === undefined) return fill(column, "");
  const text = fill(column, column.cutsCells ? truncate(cell.text, column.width) : cell.text);
  return cell.kind === "null" ? paint("dim", text) : text;
}

function fill(column: BoxColumn, text: string): string {
  return pad(text, column.width, column.alignment);
}
