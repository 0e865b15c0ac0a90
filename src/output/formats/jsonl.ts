// jsonl (ndjson): one object a line.
import type { Row } from "../../common/value.ts";
import type { Format, FormatOptions } from "../format.ts";
import { objectWriter } from "./json-object.ts";

/** Streams rows as lines; an empty result prints nothing. */
export function jsonl(options: FormatOptions): Format {
  let write: (row: Row) => string;
  return {
    begin(columns) {
      write = objectWriter(columns, options.jsonStrings ?? false);
      return "";
    },
    rows: (batch) => batch.map((row) => `${write(row)}\n`).join(""),
    end: () => "",
  };
}
