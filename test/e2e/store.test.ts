/** `--store FILE`: views and tables that outlive the command, and several commands at once. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { folderWith, type Mock, type Outcome, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

async function newStore(): Promise<(sql: string) => Promise<Outcome>> {
  const path = join(await folderWith({}), "kept.db");
  return (sql) => tributary(["exec", sql, "--store", path, "-o", "csv"], { env: mock.env });
}

// verifies: store.lifetime
test("what one command creates the next one reads", async () => {
  const run = await newStore();
  const created = await run(
    `CREATE TABLE seen AS SELECT display_name, stream_governance_config AS config FROM confluent.org.environments WHERE display_name LIKE 'payments-d%';
     CREATE VIEW devs AS SELECT display_name FROM seen WHERE display_name LIKE '%dev';
     CREATE TEMP TABLE gone (a text)`,
  );
  expect(created).toEqual({
    code: 0,
    signal: null,
    stdout: "",
    stderr: "DDL Execution Completed\n".repeat(3),
  });
  expect(await run("SELECT display_name, config.package FROM seen ORDER BY 1")).toMatchObject({
    code: 0,
    stdout: "display_name,package\npayments-dev,ESSENTIALS\npayments-dr,ESSENTIALS\n",
  });
  expect(await run("SELECT * FROM devs")).toMatchObject({ code: 0, stdout: "display_name\npayments-dev\n" });
  expect((await run("SELECT * FROM gone")).stderr).toContain("(undefined_table)");
});

test("without it they end with the command", async () => {
  const first = await tributary(["exec", "CREATE TABLE t AS SELECT 1 AS a; SELECT a FROM t", "-o", "csv"]);
  expect(first).toMatchObject({ code: 0, stdout: "a\n1\n" });
  expect((await tributary(["exec", "SELECT a FROM t"])).stderr).toContain("(undefined_table): there is no relation t");
});

test("commands that write at the same time lose nothing", async () => {
  const run = await newStore();
  await run("CREATE TABLE counter AS SELECT 0 AS n; CREATE TABLE log (line integer)");
  const writers = await Promise.all(
    [1, 2, 3, 4].map((line) =>
      run(`UPDATE counter SET n = n + 1; UPDATE counter SET n = n + 1; INSERT INTO log VALUES (${line})`),
    ),
  );
  expect(writers.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(await run("SELECT n, (SELECT sum(line) FROM log) AS lines FROM counter")).toMatchObject({
    stdout: "n,lines\n8,10\n",
  });
});

test("commands that make the same store at the same time all succeed", async () => {
  const run = await newStore();
  const makers = await Promise.all(["a", "b", "c", "d"].map((name) => run(`CREATE TABLE ${name} AS SELECT 1 AS x`)));
  expect(makers.map(({ code, stderr }) => [code, stderr])).toEqual(
    Array.from({ length: 4 }, () => [0, "DDL Execution Completed\n"]),
  );
  expect(await run("SELECT count(*) AS n FROM a, b, c, d")).toMatchObject({ stdout: "n\n1\n" });
});

test("a file that cannot be a store is told by its name, and kept", async () => {
  const folder = await folderWith({ "notes.txt": "nothing like a database\n".repeat(100) });
  const path = join(folder, "notes.txt");
  const before = await stat(path);
  const run = await tributary(["exec", "CREATE TABLE t (a text)", "--store", path]);
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toBe(
    `ERROR F0000 (configuration_error): the store ${path} cannot be used: file is not a database\n`,
  );
  expect((await stat(path)).size).toBe(before.size);
});
