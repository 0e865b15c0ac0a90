// jsonl (ndjson): one object a line.
import type { Row } from "../../common/value.ts";
import type { Format, FormatOptions } from "../format.ts";
import { blockText, type BlockStyle } from "../block-text.ts";
import { objectStyle, objectWriter } from "./json-object.ts";

/** Streams rows as lines; an empty result prints nothing. */
export function jsonl(options: FormatOptions): Format {
  let write: (row: Row) => string;
  let style: BlockStyle;
  return {
    begin(columns) {
      write = objectWriter(columns, options.jsonStrings ?? false);
      style = objectStyle(columns, "\n");
      return "";
    },
    rows: (batch) => batch.map((row) => `${write(row)}\n`).join(""),
    block: (block) => blockText(block, style),
    end: () => "",
  };
}
