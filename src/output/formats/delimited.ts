// What csv, text and pptext share: a line per row, cells joined by a delimiter, nothing held back.
import type { Batch, Value } from "../../common/value.ts";
import type { Format } from "../format.ts";

export interface DelimitedStyle {
  readonly delimiter: string;
  readonly hideHeaders: boolean;
  /** A cell as text, before `field`. */
  cell(cell: Value): string;
  /** A header or cell as it stands between delimiters. */
  field(text: string): string;
}

/** A format of one line per row; an empty result is its header line. */
export function delimitedFormat(style: DelimitedStyle): Format {
  const line = (texts: readonly string[]): string => `${texts.map(style.field).join(style.delimiter)}\n`;
  return {
    begin: (columns) => (style.hideHeaders ? "" : line(columns.map((column) => column.name))),
    rows: (batch: Batch) => batch.map((row) => line(row.map(style.cell))).join(""),
    end: () => "",
  };
}
