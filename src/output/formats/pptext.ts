// pptext: as text, with nested JSON indented.
import { Json } from "../../common/value.ts";
import { cellText } from "../cell-text.ts";
import type { Format, FormatOptions } from "../format.ts";
import { indentJson } from "../json-text.ts";
import { delimitedFormat } from "./delimited.ts";

/** Streams rows as bare text with indented JSON. */
export function pptext(options: FormatOptions): Format {
  return delimitedFormat({
    delimiter: ",",
    hideHeaders: options.hideHeaders ?? false,
    cell: (cell) => (cell instanceof Json ? indentJson(cell.text) : cellText(cell)),
    field: (bare) => bare,
  });
}
