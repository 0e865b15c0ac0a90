// markdown: a table as GitHub Flavored Markdown defines it, cells unpadded so that rows can be streamed.
import { cellText } from "../cell-text.ts";
import type { Format } from "../format.ts";

/** Streams rows as a table; an empty result is its two header lines. */
export function markdown(): Format {
  const line = (texts: readonly string[]): string => `| ${texts.map(markdownCell).join(" | ")} |\n`;
  return {
    begin: (columns) => `${line(columns.map((column) => column.name))}|${"---|".repeat(columns.length)}\n`,
    rows: (batch) => batch.map((row) => line(row.map(cellText))).join(""),
    end: () => "",
  };
}

/** Escapes what would end the cell or start HTML; a line break becomes `<br>`, the only one that a cell can hold. */
function markdownCell(text: string): string {
  return text.replace(/[\\|<]/g, String.raw`\$&`).replace(/\r\n|[\r\n]/g, "<br>");
}
