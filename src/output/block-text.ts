// Rows that are text, printed by rewriting them all at once.
import type { Block } from "../common/block.ts";

export interface BlockStyle {
  /** Whether cells print as they are: one, or many with `between` between them and a line end behind each row. */
  isPlain(text: string, between: string): boolean;
  /** What stands before the cell of a column. */
  lead(column: number): string;
  /** What stands behind a row. */
  readonly end: string;
}

/** All rows of a block, one after the other; undefined where a cell does not print as it is. */
export function blockText({ lines, between, fields, columns }: Block, style: BlockStyle): string | undefined {
  const shared = columns.flat().filter((part) => typeof part === "string");
  if (!style.isPlain(lines, between) || !shared.every((text) => style.isPlain(text, ""))) return undefined;
  const row = [...columns.flatMap((parts, column) => [style.lead(column), ...parts]), style.end].filter(isSomething);
  const asItIs = Array.from({ length: fields }, (_, field) => [field, field === fields - 1 ? "\n" : between]).flat();
  const isAsItIs = row.length === asItIs.length && row.every((part, at) => part === asItIs[at]);
  return isAsItIs ? lines : lines.replace(lineOf(fields, between), row.map(partText).join(""));
}

function isSomething(part: string | number): boolean {
  return part !== "";
}

function partText(part: string | number): string {
  // Two digits, so that a digit behind them is none of theirs.
  return typeof part === "string" ? literal(part) : `$${String(part + 1).padStart(2, "0")}`;
}

/** Text that stands for itself in a replacement. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function lineOf(fields: number, between: string): RegExp {
  const mark = `\\x${between.charCodeAt(0).toString(16).padStart(2, "0")}`;
  return new RegExp(`${Array.from({ length: fields }, () => `([^${mark}\\n]*)`).join(mark)}\\n`, "g");
}
