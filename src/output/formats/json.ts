// json: each result is an array of objects on a line of its own.
import type { Row } from "../../common/value.ts";
import type { Enclosure, Format, FormatOptions } from "../format.ts";
import { objectWriter } from "./json-object.ts";

/** Streams rows as the elements of one array; an empty result is `[]`. */
export function json(options: FormatOptions): Format {
  let write: (row: Row) => string;
  let separator = "";
  return {
    begin(columns) {
      write = objectWriter(columns, options.jsonStrings ?? false);
      return "[";
    },
    rows(batch) {
      if (batch.length === 0) return "";
      const text = separator + batch.map(write).join(",");
      separator = ",";
      return text;
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
