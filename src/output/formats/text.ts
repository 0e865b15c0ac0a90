// text: cells joined by commas and not quoted at all, for scripts that know their data.
import { cellText } from "../cell-text.ts";
import type { Format, FormatOptions } from "../format.ts";
import { delimitedFormat } from "./delimited.ts";

/** Streams rows as bare text. */
export function text(options: FormatOptions): Format {
  return delimitedFormat({
    delimiter: ",",
    hideHeaders: options.hideHeaders ?? false,
    cell: cellText,
    field: (bare) => bare,
  });
}
