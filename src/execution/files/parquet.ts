/** Parquet files as rows, and rows as Parquet files: one row group in memory at a time. */
import { open, type FileHandle } from "node:fs/promises";
import type { AsyncBuffer, SchemaTree } from "hyparquet";
import type { BasicType } from "hyparquet-writer";
import { EngineError, reasonOf } from "../../common/error.ts";
import {
  type Batch,
  type Column,
  type ColumnType,
  Json,
  type JsonValue,
  parseJson,
  type Row,
  stringifyJson,
  type Value,
} from "../../common/value.ts";
import { failedFile } from "./bytes.ts";

/** An opened file: its columns in order, and its rows in batches. `close` frees the file. */
export interface ParquetFile {
  readonly columns: readonly Column[];
  batches(): AsyncIterable<Batch>;
  close(): Promise<void>;
}

/**
 * The columns of several files, which must be the same, and their rows one file after the other. Files are open only
 * while they are read. Throws `io_error`, and `data_exception` where one is no Parquet or has other columns.
 */
export async function openParquets(
  paths: readonly string[],
): Promise<{ columns: readonly Column[]; rows: () => AsyncIterable<Batch> }> {
  const [first = "", ...others] = paths;
  const columns = await columnsIn(first);
  for (const path of others) {
    if (sameColumns(await columnsIn(path), columns)) continue;
    throw unreadable(path, `its columns are not those of ${first}`);
  }
  return { columns, rows: () => rowsOf(paths) };
}

async function columnsIn(path: string): Promise<readonly Column[]> {
  const file = await openParquet(path);
  await file.close();
  return file.columns;
}

function sameColumns(left: readonly Column[], right: readonly Column[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ name, type }, at) => name === right[at]?.name && type === right[at].type)
  );
}

async function* rowsOf(paths: readonly string[]): AsyncIterable<Batch> {
  for (const path of paths) {
    const file = await openParquet(path);
    try {
      yield* file.batches();
    } finally {
      await file.close();
    }
  }
}

/** Opens a file and reads its schema. Throws `io_error`, and `data_exception` where it is no Parquet. */
export async function openParquet(path: string): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
  const handle = await failedFile("read", path, () => open(path));
  try {
    const file = await bufferOf(handle);
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(columnOf);
    const groups = metadata.row_groups.map((group) => Number(group.num_rows));
    return {
      columns,
      batches: () => readGroups(file, groups, columns),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw unreadable(path, error);
  }
}

/** Whole numbers in columns of JSON keep all their digits. */
const parsers = {
  jsonFromBytes: (bytes: Uint8Array | undefined): JsonValue =>
    bytes === undefined ? null : parseJson(Buffer.from(bytes).toString("utf8")),
};

async function* readGroups(
  file: AsyncBuffer,
  groups: readonly number[],
  columns: readonly Column[],
): AsyncIterable<Batch> {
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  let rowStart = 0;
  for (const count of groups) {
    const rowEnd = rowStart + count;
    const rows = await parquetReadObjects({ file, compressors, rowStart, rowEnd, parsers });
    rowStart = rowEnd;
    yield rows.map((row): Row => columns.map((column) => cellOf(row[column.name], column.type)));
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer.slice(0, bytesRead);
    },
  };
}

/** Types of leaves by what the file says they mean, then by how they are stored (Parquet format, LogicalTypes). */
function columnOf({ element, children }: SchemaTree): Column {
  const { name, type, logical_type: logical, converted_type: converted } = element;
  if (children.length > 0 || element.repetition_type === "REPEATED") return { name, type: "json" };
  const meaning = logical?.type ?? converted;
  return { name, type: meanings[meaning ?? ""] ?? storages[type ?? ""] ?? "any" };
}

const meanings: { readonly [meaning: string]: ColumnType | undefined } = {
  STRING: "text",
  UTF8: "text",
  ENUM: "text",
  UUID: "text",
  DATE: "text",
  JSON: "json",
  DECIMAL: "number",
  FLOAT16: "number",
  TIMESTAMP: "timestamp",
  TIMESTAMP_MILLIS: "timestamp",
  TIMESTAMP_MICROS: "timestamp",
};

const storages: { readonly [type: string]: ColumnType | undefined } = {
  BOOLEAN: "boolean",
  INT32: "integer",
  INT64: "integer",
  INT96: "timestamp",
  FLOAT: "number",
  DOUBLE: "number",
  BYTE_ARRAY: "text",
  FIXED_LEN_BYTE_ARRAY: "text",
};

function cellOf(value: unknown, type: ColumnType): Value {
  const plain = jsonOf(value);
  if (plain === null) return null;
  if (type === "json") return typeof plain === "object" ? Json.ofValue(plain) : plain;
  // A DATE is midnight in UTC: its day is all it says.
  if (type === "text" && value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof plain === "object" ? Json.ofValue(plain) : plain;
}

/** What the reader yields as a JSON value: exact integers, instants in ISO 8601, bytes in hexadecimal. */
function jsonOf(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object") return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
}

/** JSON is written as text: the JSON type of the format would pass through JavaScript numbers. */
const written: { readonly [T in ColumnType]: BasicType } = {
  text: "STRING",
  integer: "INT64",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
  json: "STRING",
  any: "STRING",
};

/**
 * Writes rows as a new file at `path`, which errors call `shown`. Columns of no one type become text; their names must
 * differ. Throws `io_error`, and `data_exception` where a cell does not have the type of its column.
 */
export async function writeParquet(
  { path, shown }: { readonly path: string; readonly shown: string },
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): Promise<void> {
  const { fileWriter, parquetWriteRows } = await import("hyparquet-writer");
  const writer = await failedFile("write", shown, async () => fileWriter(path));
  async function* rows(): AsyncIterable<Record<string, unknown>> {
    for await (const batch of batches) {
      for (const row of batch) {
        yield Object.fromEntries(
          columns.map((column, index) => [column.name, writtenCell(row[index] ?? null, column)]),
        );
      }
    }
  }
  await parquetWriteRows({
    writer,
    columns: columns.map(({ name, type }) => ({ name, type: written[type], nullable: true })),
    rows: rows(),
    rowGroupSize: 100_000,
  });
}

function writtenCell(cell: Value, column: Column): unknown {
  if (cell === null) return null;
  switch (column.type) {
    case "integer":
      return typeof cell === "number" && Number.isInteger(cell) ? BigInt(cell) : ofType(cell, "bigint", column);
    case "number":
      return typeof cell === "bigint" ? Number(cell) : ofType(cell, "number", column);
    case "boolean":
      return ofType(cell, "boolean", column);
    case "timestamp":
      return instantOf(cell, column);
    case "json":
    case "text":
    case "any":
      return typeof cell === "string" ? cell : cell instanceof Json ? cell.text : stringifyJson(cell);
  }
}

function ofType(cell: Value, type: "bigint" | "number" | "boolean", column: Column): Value {
  if (typeof cell === type) return cell;
  throw wrongCell(cell, column);
}

function instantOf(cell: Value, column: Column): Date {
  const instant = new Date(typeof cell === "number" ? cell * 1000 : String(cell));
  if (Number.isNaN(instant.getTime())) throw wrongCell(cell, column);
  return instant;
}

function wrongCell(cell: Value, { name, type }: Column): EngineError {
  return new EngineError({
    condition: "data_exception",
    stage: "execute",
    message: `column ${name} is of type ${type}, but has the value ${String(cell).slice(0, 100)}`,
    hint: `Write it as text: CAST(${name} AS TEXT).`,
  });
}

function unreadable(path: string, error: unknown): EngineError {
  return new EngineError({
    condition: "data_exception",
    stage: "execute",
    message: `${path} cannot be read as Parquet: ${reasonOf(error)}`,
    cause: error,
  });
}
