import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Batch, type Column, Json, type Row } from "../../common/value.ts";
import { openParquet, writeParquet } from "./parquet.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tributary-parquet-"));
});
afterAll(() => rm(folder, { recursive: true }));

const columns: readonly Column[] = [
  { name: "id", type: "integer" },
  { name: "name", type: "text" },
  { name: "price", type: "number" },
  { name: "active", type: "boolean" },
  { name: "made_at", type: "timestamp" },
  { name: "tags", type: "json" },
  { name: "odd", type: "any" },
];

async function roundTrip(rows: readonly Row[], shape = columns): Promise<{ columns: readonly Column[]; rows: Row[] }> {
  const path = join(folder, `${Math.random()}.parquet`);
  await writeParquet({ path, shown: path }, shape, batchesOf(rows));
  return rowsOf(path);
}

async function rowsOf(path: string): Promise<{ columns: readonly Column[]; rows: Row[] }> {
  const file = await openParquet(path);
  const found: Row[] = [];
  for await (const batch of file.batches()) found.push(...batch);
  await file.close();
  return { columns: file.columns, rows: found };
}

async function* batchesOf(rows: readonly Row[]): AsyncIterable<Batch> {
  for (const row of rows) yield [row];
}

const full: Row = [1, "é", 1.5, true, "2024-05-01T10:20:30.500Z", Json.ofValue({ a: [1, null, 9007199254740993n] }), 5];

test("what is written is read: types, texts, JSON, instants", async () => {
  const { columns: read, rows } = await roundTrip([full]);
  expect(read.map(({ type }) => type)).toEqual(["integer", "text", "number", "boolean", "timestamp", "text", "text"]);
  expect(rows.map((row) => row.map(String))).toEqual([
    ["1", "é", "1.5", "true", "2024-05-01T10:20:30.500Z", '{"a":[1,null,9007199254740993]}', "5"],
  ]);
});

test("NULL is NULL in every column", async () => {
  const nothing = columns.map(() => null);
  expect((await roundTrip([full, nothing])).rows[1]).toEqual(nothing);
});

test("whole numbers of 64 bits stay exact", async () => {
  const rows = [[9007199254740993n], [-9223372036854775808n], [7]];
  expect((await roundTrip(rows, [{ name: "n", type: "integer" }])).rows).toEqual(rows);
});

test("whole numbers in a column of JSON keep all their digits", async () => {
  const path = join(folder, "json.parquet");
  const column = { name: "doc", type: "JSON" as const, data: [{ id: "18446744073709551617" }, null] };
  const bytes = Buffer.from(parquetWriteBuffer({ columnData: [column], codec: "UNCOMPRESSED", statistics: false }));
  // The writer knows no numbers beyond 2^53: the digits of a text lose their quotes here.
  const written = bytes.toString("latin1").replaceAll('"18446744073709551617"', " 18446744073709551617 ");
  await writeFile(path, Buffer.from(written, "latin1"));
  expect(await rowsOf(path)).toEqual({
    columns: [{ name: "doc", type: "json" }],
    rows: [[Json.ofValue({ id: 18446744073709551617n })], [null]],
  });
});

test("no rows are a file with columns", async () => {
  expect(await roundTrip([], [{ name: "n", type: "integer" }])).toEqual({
    columns: [{ name: "n", type: "integer" }],
    rows: [],
  });
});

test("a cell of another type than its column is refused by name", async () => {
  await expect(roundTrip([["x"]], [{ name: "n", type: "integer" }])).rejects.toMatchObject({
    condition: "data_exception",
    message: "column n is of type integer, but has the value x",
  });
});

test("what is no Parquet file is refused by name", async () => {
  const path = join(folder, "text.parquet");
  await writeFile(path, "a,b\n1,2\n");
  await expect(openParquet(path)).rejects.toMatchObject({ condition: "data_exception" });
});
