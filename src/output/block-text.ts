// Rows that are text, printed by rewriting them all at once.
import type { Block } from "../common/block.ts";

export interface BlockStyle {
  /** Whether a cell prints as it is; asked of many that stand between tabs and line ends, which are no part of them. */
  isPlain(text: string): boolean;
  /** What stands before the cell of a column. */
  lead(column: number): string;
  /** What stands behind a row. */
  readonly end: string;
}

/** All rows of a block, one after the other; undefined where a cell does not print as it is. */
export function blockText({ lines, fields, columns }: Block, style: BlockStyle): string | undefined {
  const shared = columns.flat().filter((part) => typeof part === "string");
  if (![lines, ...shared].every((text) => style.isPlain(text))) return undefined;
  const row = [...columns.flatMap((parts, column) => [style.lead(column), ...parts]), style.end];
  return inPlace(lines, fields, row) ?? lines.replace(lineOf(fields), row.map(partText).join(""));
}

/**
 * Where each field is printed once, in order, only what stands between fields changes, which is much the quickest;
 * undefined elsewhere.
 */
function inPlace(lines: string, fields: number, row: readonly (string | number)[]): string | undefined {
  const between = [""];
  for (const part of row) {
    if (typeof part === "string") between.push((between.pop() ?? "") + part);
    else if (part !== between.length - 1) return undefined;
    else between.push("");
  }
  const [before = "", ...behind] = between;
  const end = behind.pop() ?? "";
  const [inner = ""] = behind;
  if (behind.length !== fields - 1 || behind.some((text) => text !== inner) || lines === "") return undefined;
  const turned = lines
    .slice(0, -1)
    .replace(/\t/g, literal(inner))
    .replace(/\n/g, literal(end + before));
  return before + turned + end;
}

function partText(part: string | number): string {
  // Two digits, so that a digit behind them is none of theirs.
  return typeof part === "string" ? literal(part) : `$${String(part + 1).padStart(2, "0")}`;
}

/** Text that stands for itself in a replacement. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function lineOf(fields: number): RegExp {
  return new RegExp(`${Array.from({ length: fields }, () => "([^\\t\\n]*)").join("\\t")}\\n`, "g");
}
