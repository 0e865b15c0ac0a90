/**
 * Rows as one text: a line for each, fields apart by a character. What lists thousands of names prints them by rewriting the
 * text; made rows and cells first, they take longer than a process to start.
 */
import type { Batch } from "./value.ts";

export interface Block {
  /** How many rows. */
  readonly length: number;
  /** Each line ends with a line end; no field holds one. */
  readonly lines: string;
  /** One ASCII character that stands between fields; no field holds it. */
  readonly between: string;
  readonly fields: number;
  /** What the cell of a column is put together of: texts that all rows share, and fields by number. */
  readonly columns: readonly (readonly (string | number)[])[];
}

/** Some rows of a result, in one form or the other. */
export type Piece = Batch | Block;

export function isBlock(piece: Piece): piece is Block {
  return "lines" in piece;
}

/** The same rows, made. */
export function rowsOf({ lines, between, columns }: Block): Batch {
  return lines
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const fields = line.split(between);
      const textOf = (part: string | number): string => (typeof part === "string" ? part : (fields[part] ?? ""));
      return columns.map((parts) => parts.map(textOf).join(""));
    });
}
