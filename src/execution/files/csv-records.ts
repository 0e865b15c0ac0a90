/** CSV files as records: the header names the cells. */
import { EngineError } from "../../common/error.ts";
import type { FileRequest } from "../../planner/binder/files.ts";
import { textOfFile } from "./bytes.ts";
import { CsvParser, type CsvRow } from "./csv.ts";
import type { FileRecord } from "./records.ts";

/** Throws `data_exception` for rows of another length than the first, and for a header that names a column twice. */
export async function* csvRecords(path: string, { options }: FileRequest): AsyncIterable<readonly FileRecord[]> {
  const parser = new CsvParser(options.delimiter ?? (/\.tsv$/i.test(path) ? "\t" : ","));
  let names: readonly string[] | undefined;
  const recordsOf = (rows: readonly CsvRow[]): FileRecord[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const isHeader = names === undefined && options.header !== false;
    const known = (names ??= isHeader ? headerOf(first) : first.cells.map((_, index) => `column${index}`));
    return (isHeader ? rows.slice(1) : rows).map((row) => recordOf(row, known));
  };
  for await (const text of textOfFile(path)) yield recordsOf(parser.push(text));
  yield recordsOf(parser.end());
  // A file with a header and no rows has columns all the same.
  if (names !== undefined) yield [{ place: "", names, cells: [] }];
}

function headerOf({ cells, line }: CsvRow): string[] {
  const names = cells.map((cell, index) => cell?.trim() || `column${index}`);
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_, index) => lower.indexOf(lower[index] ?? "") !== index);
  if (twice !== undefined) throw malformed(line, `the header names ${twice} twice`);
  return names;
}

function recordOf({ line, cells }: CsvRow, names: readonly string[]): FileRecord {
  if (cells.length !== names.length) {
    throw malformed(line, `a row has ${cells.length} cells where there are ${names.length} columns`);
  }
  return { place: `line ${line}`, names, cells };
}

function malformed(line: number, what: string): EngineError {
  return new EngineError({ condition: "data_exception", stage: "execute", message: `line ${line}: ${what}` });
}
