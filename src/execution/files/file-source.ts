/** Files as relations: columns are found in the first records, rows are read as a stream when a statement runs. */
import type { SystemRelation } from "../../catalog/catalog.ts";
import { EngineError } from "../../common/error.ts";
import type { Batch, Column, Row, Value } from "../../common/value.ts";
import type { FileRequest, FileSource } from "../../planner/binder/files.ts";
import { filesOf } from "./bytes.ts";
import { TextTypes, valueOfText, ValueTypes } from "./cell-types.ts";
import { csvRecords } from "./csv-records.ts";
import { jsonLineRecords, jsonRecords } from "./json-records.ts";
import { openParquets } from "./parquet.ts";
import type { TextFormat } from "./encode.ts";
import type { FileRecord, RecordReader } from "./records.ts";

/** What a request for a file of records asks for. */
type RecordRequest = FileRequest & { readonly format: TextFormat };

const readers: { readonly [format in TextFormat]: RecordReader } = {
  csv: csvRecords,
  json: jsonRecords,
  jsonl: jsonLineRecords,
};

/** Records that are read of each file to find the columns. */
const usualSample = 20_480;

/** Files of this machine. Opening throws `io_error` and, for malformed records, `data_exception`. */
export const localFiles: FileSource = {
  open: async (request): Promise<SystemRelation> => {
    const paths = await filesOf(request.path);
    const { columns, rows } = isOfRecords(request) ? await openRecords(paths, request) : await openParquets(paths);
    return { name: `read_${request.format}('${request.path}')`, columns, keys: [], requiredKeys: [], rows };
  },
};

interface OpenedFiles {
  readonly columns: readonly Column[];
  readonly rows: () => AsyncIterable<Batch>;
}

function isOfRecords(request: FileRequest): request is RecordRequest {
  return request.format !== "parquet";
}

async function openRecords(paths: readonly string[], request: RecordRequest): Promise<OpenedFiles> {
  const columns = await columnsOf(paths, request);
  return { columns, rows: () => rowsOf(paths, columns, request) };
}

async function columnsOf(paths: readonly string[], request: RecordRequest): Promise<Column[]> {
  const types = new Map<string, { readonly name: string; readonly types: TextTypes | ValueTypes }>();
  for (const path of paths) {
    for await (const record of sampled(path, request)) {
      for (const [index, name] of record.names.entries()) {
        const key = name.toLowerCase();
        const known = types.get(key) ?? { name, types: request.format === "csv" ? new TextTypes() : new ValueTypes() };
        types.set(key, known);
        known.types.add((record.cells[index] ?? null) as never);
      }
    }
  }
  if (types.size === 0) {
    throw new EngineError({ condition: "data_exception", stage: "execute", message: `${request.path} is empty` });
  }
  return [...types.values()].map((one) => ({
    name: one.name,
    type: request.options.all_text === true ? "text" : one.types.type,
  }));
}

async function* sampled(path: string, request: RecordRequest): AsyncIterable<FileRecord> {
  const { sample_size: asked = usualSample } = request.options;
  // JSON is read as a whole anyway.
  let left = asked === -1 || request.format === "json" ? Infinity : asked;
  for await (const records of recordsOf(path, request)) {
    for (const record of records) {
      yield record;
      if (--left <= 0) return;
    }
  }
}

async function* rowsOf(
  paths: readonly string[],
  columns: readonly Column[],
  request: RecordRequest,
): AsyncIterable<Batch> {
  for (const path of paths) {
    const rowOf = rowMaker(path, columns, request);
    for await (const records of recordsOf(path, request)) {
      const rows = records.filter(({ cells }) => cells.length > 0 || request.format !== "csv").map(rowOf);
      if (rows.length > 0) yield rows;
    }
  }
}

/** Errors say which file they mean. */
async function* recordsOf(path: string, request: RecordRequest): AsyncIterable<readonly FileRecord[]> {
  try {
    yield* readers[request.format](path, request);
  } catch (error) {
    if (!(error instanceof EngineError) || error.message.includes(path)) throw error;
    throw error.with({ message: `${path}: ${error.message}` });
  }
}

/** Makes rows of the relation from records: cells by name, in the types of their columns. */
function rowMaker(path: string, columns: readonly Column[], { format }: RecordRequest): (record: FileRecord) => Row {
  const places = new Map(columns.map((column, index) => [column.name.toLowerCase(), index]));
  return ({ place, names, cells }) => {
    const row: Value[] = Array.from({ length: columns.length }, () => null);
    for (const [index, name] of names.entries()) {
      const at = places.get(name.toLowerCase());
      const column = at === undefined ? undefined : columns[at];
      if (at === undefined || column === undefined) {
        throw unlike(`${path}: ${place} has a field ${name} that the first records do not have`);
      }
      const cell = cells[index] ?? null;
      const value = format === "csv" ? valueOfText(cell as string | null, column.type) : cell;
      if (value === undefined) {
        throw unlike(`${path}: ${place}: ${JSON.stringify(cell)} is no ${column.type}, as column ${name} seemed to be`);
      }
      row[at] = value;
    }
    return row;
  };
}

function unlike(message: string): EngineError {
  return new EngineError({
    condition: "data_exception",
    stage: "execute",
    message,
    hint: "sample_size = -1 finds the columns in all records; all_text = true leaves the cells of CSV as text.",
  });
}
