// For the tests of this folder: results from plain cells, and what a format prints of them.
import type { ResultSet } from "../common/result.ts";
import type { Batch, Column, ColumnType, Row } from "../common/value.ts";
import type { FormatOptions } from "./format.ts";
import { openOutput } from "./output.ts";
import { stringSink } from "./sink.ts";

/** Columns from "name" or "name:type". */
function columnsOf(names: readonly string[]): Column[] {
  return names.map((declared) => {
    const [name = "", type = "any"] = declared.split(":");
    return { name, type: type as ColumnType };
  });
}

/** A result of one batch; of none where there are no rows. */
export function resultOf(names: readonly string[], ...rows: readonly Row[]): ResultSet {
  return streamOf(names, async function* () {
    if (rows.length > 0) yield rows;
  });
}

/** A result that reads its batches from a generator. */
export function streamOf(names: readonly string[], batches: () => AsyncGenerator<Batch>): ResultSet {
  return { columns: columnsOf(names), batches: batches(), warnings: [] };
}

/** What a script of these results prints. */
export async function printed(options: FormatOptions, ...results: readonly ResultSet[]): Promise<string> {
  const sink = stringSink();
  const output = openOutput(options, sink);
  for (const result of results) await output.write(result);
  await output.end();
  return sink.text;
}

/** Lines with line ends, for expected text. */
export function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
