// json: each result is an array of objects on a line of its own.
import type { Row } from "../../common/value.ts";
import type { Enclosure, Format, FormatOptions } from "../format.ts";
import { blockText, type BlockStyle } from "../block-text.ts";
import { objectStyle, objectWriter } from "./json-object.ts";

/** Streams rows as the elements of one array; an empty result is `[]`. */
export function json(options: FormatOptions): Format {
  let write: (row: Row) => string;
  let style: BlockStyle;
  let separator = "";
  return {
    begin(columns) {
      write = objectWriter(columns, options.jsonStrings ?? false);
      style = objectStyle(columns, ",");
      return "[";
    },
    rows(batch) {
      if (batch.length === 0) return "";
      const text = separator + batch.map(write).join(",");
      separator = ",";
      return text;
    },
    block(block) {
      const text = block.length === 0 ? "" : blockText(block, style);
      if (text === undefined || text === "") return text;
      // Every row ends with a comma, the last of all with none.
      const placed = separator + text.slice(0, -1);
      separator = ",";
      return placed;
    },
    end: () => (options.jsonDocument === true ? "]" : "]\n"),
  };
}

/**
 * Nothing, or one document for the script: `{"results":[[…],[…]]}`, with `"complete":false` behind it where a
 * result failed and is missing or cut short.
 */
export function jsonEnclosure(options: FormatOptions): Enclosure {
  if (options.jsonDocument !== true) return { before: "", between: "", closesFailed: false, after: () => "" };
  return {
    before: '{"results":[',
    between: ",",
    closesFailed: true,
    after: (complete) => (complete ? "]}\n" : '],"complete":false}\n'),
  };
}
