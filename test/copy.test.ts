/** COPY writes files that read back as they were, and leaves nothing half. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type JsonValue, open } from "../src/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tributary-copy-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);
const written = (name: string): Promise<string> => readFile(path(name), "utf8");

/** Runs one statement; its message, or the rows where it has some. */
async function run(sql: string): Promise<string | JsonValue[]> {
  const session = open({ fileAccess: true, userProviders: "/nowhere" });
  onTestFinished(() => session.close());
  const rows: JsonValue[] = [];
  for await (const result of session.execute(sql)) {
    for await (const batch of result.batches) rows.push(...(batch as unknown as JsonValue[]));
    const message = result.message?.();
    if (message !== undefined) return message;
  }
  return rows;
}

const cells = `VALUES (1, 'a,b', NULL, json('{"k": [1, 9007199254740993]}')), (9007199254740993, 'say "hi"', '', NULL)`;
const query = `WITH t (n, s, e, j) AS (${cells}) SELECT n, s, e, j FROM t`;

describe("COPY writes", () => {
  test("CSV that keeps NULL and the empty text apart", async () => {
    expect(await run(`COPY (${query}) TO '${path("a.csv")}'`)).toBe("COPY 2");
    expect(await written("a.csv")).toBe(
      'n,s,e,j\n1,"a,b",,"{""k"":[1,9007199254740993]}"\n9007199254740993,"say ""hi""","",\n',
    );
    expect(await run(`SELECT n, s, e FROM read_csv('${path("a.csv")}')`)).toEqual([
      [1, "a,b", null],
      [9007199254740993n, 'say "hi"', ""],
    ]);
  });

  test("CSV without a header, with another delimiter", async () => {
    expect(await run(`COPY (SELECT 1, 'a;b') TO '${path("a")}' (FORMAT csv, HEADER FALSE, DELIMITER ';')`)).toBe(
      "COPY 1",
    );
    expect(await written("a")).toBe('1;"a;b"\n');
  });

  test("an array of JSON", async () => {
    expect(await run(`COPY (${query}) TO '${path("a.json")}'`)).toBe("COPY 2");
    expect(await written("a.json")).toBe(
      '[\n{"n":1,"s":"a,b","e":null,"j":{"k":[1,9007199254740993]}},\n' +
        '{"n":9007199254740993,"s":"say \\"hi\\"","e":"","j":null}\n]\n',
    );
    expect(await run(`SELECT n, j ->> '$.k[1]' AS k FROM read_json('${path("a.json")}')`)).toEqual([
      [1, 9007199254740993n],
      [9007199254740993n, null],
    ]);
  });

  // verifies: file.read
  test("Parquet, with types, exact whole numbers and names made unique", async () => {
    const typed = `SELECT n, n AS N, s, e, j, n = 1 AS b, '2024-05-01T10:20:30Z'::timestamp AS t, 0.25 AS r FROM t`;
    expect(await run(`COPY (WITH t (n, s, e, j) AS (${cells}) ${typed}) TO '${path("a.parquet")}'`)).toBe("COPY 2");
    expect(await run(`SELECT n, "N_2", s, e, j ->> '$.k[1]', b, r FROM read_parquet('${path("*.parquet")}')`)).toEqual([
      [1, 1, "a,b", null, 9007199254740993n, true, 0.25],
      [9007199254740993n, 9007199254740993n, 'say "hi"', "", null, false, 0.25],
    ]);
    expect(await run(`SELECT date_part('hour', t) FROM read_parquet('${path("a.parquet")}') LIMIT 1`)).toEqual([[10]]);
    expect(await readdir(folder)).toEqual(["a.parquet"]);
  });

  test("no rows as an empty array", async () => {
    expect(await run(`COPY (SELECT 1 AS one WHERE FALSE) TO '${path("a.json")}'`)).toBe("COPY 0");
    expect(await written("a.json")).toBe("[]\n");
  });

  test("JSON lines, names made unique", async () => {
    expect(await run(`COPY (VALUES (1, 2), (3, 4)) TO '${path("a")}' (FORMAT jsonl)`)).toBe("COPY 2");
    expect(await run(`COPY (SELECT 1 AS a, 2 AS A) TO '${path("b.jsonl")}'`)).toBe("COPY 1");
    expect(await written("b.jsonl")).toBe('{"a":1,"A_2":2}\n');
    expect(await run(`SELECT * FROM read_jsonl('${path("a")}')`)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("over the file that it reads", async () => {
    await writeFile(path("a.csv"), "n\n1\n2\n");
    await run(`COPY (SELECT n * 10 AS n FROM read_csv('${path("a.csv")}')) TO '${path("a.csv")}'`);
    expect(await written("a.csv")).toBe("n\n10\n20\n");
  });
});

describe("a COPY that fails", () => {
  test("leaves the file that was there, and nothing else", async () => {
    await writeFile(path("rows.csv"), "n\n1\n2\nx\n");
    await writeFile(path("a.csv"), "old");
    const failing = run(`COPY (SELECT n FROM read_csv('${path("rows.csv")}', sample_size = 2)) TO '${path("a.csv")}'`);
    await expect(failing).rejects.toMatchObject({ condition: "data_exception" });
    expect(await written("a.csv")).toBe("old");
    expect(await readdir(folder)).toEqual(["a.csv", "rows.csv"]);
  });

  test("says what it cannot write", async () => {
    await expect(run(`COPY (SELECT 1) TO '${path("none/a.csv")}'`)).rejects.toMatchObject({
      condition: "io_error",
      message: `cannot write ${path("none/a.csv")}: there is no such file or folder`,
    });
    await expect(run(`COPY (SELECT 1) TO '${folder}' (FORMAT csv)`)).rejects.toMatchObject({ condition: "io_error" });
  });
});
