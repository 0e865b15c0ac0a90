/** Rows as the text of a file that `read_csv`, `read_json` and `read_jsonl` read back. */
import { uniqueNames } from "../../common/unique-names.ts";
import { type Batch, type Column, jsonOf, type Row, stringifyJson, textOf, type Value } from "../../common/value.ts";
import type { FileFormat } from "../../planner/binder/files.ts";

/** The formats that are text. */
export type TextFormat = Exclude<FileFormat, "parquet">;

export interface FileEncoding {
  readonly format: TextFormat;
  /** For CSV: names in the first row, and what stands between cells. */
  readonly header: boolean;
  readonly delimiter: string;
}

/** The text in pieces, a piece for each batch. Of two columns of one name the second is called `name_2`. */
export function encoded(
  batches: AsyncIterable<Batch>,
  columns: readonly Column[],
  encoding: FileEncoding,
): AsyncIterable<string> {
  const names = uniqueNames(
    columns.map((column) => column.name),
    { anyCase: true },
  );
  return encoders[encoding.format](batches, names, encoding);
}

type Encoder = (
  batches: AsyncIterable<Batch>,
  names: readonly string[],
  encoding: FileEncoding,
) => AsyncIterable<string>;

const encoders: { readonly [format in TextFormat]: Encoder } = { csv, json, jsonl };

async function* csv(
  batches: AsyncIterable<Batch>,
  names: readonly string[],
  { header, delimiter }: FileEncoding,
): AsyncIterable<string> {
  const line = (row: Row): string => `${row.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\n`;
  if (header) yield line(names);
  for await (const batch of batches) yield batch.map(line).join("");
}

/** NULL is nothing at all, an empty text is `""`. */
function csvCell(cell: Value, delimiter: string): string {
  if (cell === null) return "";
  const text = textOf(cell);
  const needsQuotes = text === "" || text.includes(delimiter) || /["\r\n]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* json(batches: AsyncIterable<Batch>, names: readonly string[]): AsyncIterable<string> {
  let before = "[\n";
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield before + batch.map((row) => jsonRow(row, names)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

async function* jsonl(batches: AsyncIterable<Batch>, names: readonly string[]): AsyncIterable<string> {
  for await (const batch of batches) yield batch.map((row) => `${jsonRow(row, names)}\n`).join("");
}

function jsonRow(row: Row, names: readonly string[]): string {
  const fields = names.map((name, index) => `${JSON.stringify(name)}:${stringifyJson(jsonOf(row[index] ?? null))}`);
  return `{${fields.join(",")}}`;
}
