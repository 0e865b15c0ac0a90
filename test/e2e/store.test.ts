/** `--store FILE`: views and tables that outlive the command, and several commands at once. */
import { copyFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acmeFiles, writeFiles } from "../../src/catalog/fixture.ts";
import { command, folderWith, type Mock, type Outcome, runProcess, startMock, tributary } from "./harness.ts";

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

test("a copy of the file alone has all that commands before it wrote", async () => {
  const folder = await folderWith();
  const [path, copy] = [join(folder, "kept.db"), join(folder, "copy.db")];
  const rows = "SELECT generate_series AS n, repeat('text', 100) AS line FROM generate_series(1, 500)";
  expect(await tributary(["exec", `CREATE TABLE t AS ${rows}`, "--store", path])).toMatchObject({ code: 0 });
  await copyFile(path, copy);
  expect(await tributary(["exec", "SELECT count(*) AS n FROM t", "--store", copy, "-o", "csv"])).toMatchObject({
    stdout: "n\n500\n",
  });
});

test("whatever the mask of the process, nobody else may read what is kept", async () => {
  const folder = await folderWith();
  const path = join(folder, "kept.db");
  const script = `umask 000; exec "$@"`;
  const sql =
    "CREATE TABLE t AS SELECT 1 AS a; INSERT INTO confluent.org.environments (display_name) VALUES ('private')";
  const args = ["-c", script, "sh", process.execPath, command, "exec", sql];
  const files = ["--store", path, "--keep", "confluent.iam.users=1h", "--record", join(folder, "all.har")];
  expect(await runProcess("sh", [...args, ...files], { env: mock.env })).toMatchObject({ code: 0 });
  const names = (await readdir(folder)).filter((name) => !/-(wal|shm)$/.test(name)).sort();
  expect(names).toEqual(["all.har", "kept.db", "kept.db.calls"]);
  const modes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mode));
  expect(modes.filter((mode) => (mode & 0o077) !== 0)).toEqual([]);
});

test("commands that keep rows, create, write and note calls at the same time leave one sound store", async () => {
  const path = join(await folderWith(), "kept.db");
  const run = (sql: string): Promise<Outcome> =>
    tributary(["exec", sql, "--store", path, "--keep", "confluent.iam.users=1h", "-o", "csv"], { env: mock.env });
  const names = ["a", "b", "c", "d", "e", "f"];
  const writers = await Promise.all(
    names.map((name) =>
      run(
        `CREATE TABLE ${name} AS SELECT id FROM confluent.iam.users;
         INSERT INTO confluent.org.environments (display_name) VALUES ('${name}-of-many');
         CREATE VIEW v_${name} AS SELECT count(*) AS n FROM ${name};
         DELETE FROM ${name}`,
      ),
    ),
  );
  expect(writers.map(({ code, stderr }) => [code, code === 0 ? "" : stderr])).toEqual(names.map(() => [0, ""]));
  const counts = names.map((name) => `(SELECT n FROM v_${name})`).join(" + ");
  expect((await run(`SELECT ${counts} AS n`)).stdout).toBe("n\n0\n");
  expect((await run("SELECT count(*) AS n FROM tributary.journal WHERE state = 'done'")).stdout).toBe("n\n6\n");
  // What was kept before the last of them wrote is forgotten; now nobody writes.
  const readers = await Promise.all(names.map(() => run("SELECT count(*) > 0 AS some FROM confluent.iam.users")));
  expect(readers.map(({ stdout }) => stdout)).toEqual(names.map(() => "some\ntrue\n"));
  expect((await run("SELECT count(*) AS n FROM tributary.kept_calls")).stdout).toBe("n\n1\n");
  const { stdout } = await tributary(["doctor", "--offline", "--store", path, "-o", "csv"], { env: mock.env });
  expect(stdout).toMatch(/\nstore,ok,.*12 relations.*whole/);
  expect(stdout).toMatch(/\njournal,ok,.*6 calls/);
});

test("folders that are made are the user's alone, whatever the mask of the process", async () => {
  const folder = await folderWith();
  const tree = join(folder, "registry/src/acme/v1.0.0");
  await writeFiles(tree, acmeFiles);
  const state = join(folder, "state");
  const args = ["exec", "SHOW SERVICES FROM acme", "--source", tree, "--approot", state];
  const run = await runProcess("sh", ["-c", 'umask 000; exec "$@"', "sh", process.execPath, command, ...args]);
  expect(run).toMatchObject({ code: 0 });
  const modes = await Promise.all(["", "providers", "providers/.sources"].map((name) => stat(join(state, name))));
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
});
