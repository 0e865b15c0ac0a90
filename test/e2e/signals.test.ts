/** Ctrl-C and readers that go away: everything stops, at once and quietly. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type * as Library from "../../src/index.ts";
import { command, folderWith, home, type Mock, root, runProcess, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const requested = async (): Promise<boolean> => (await mock.requests()).length > 0;

/** Long enough that a test would time out where nothing stops it. */
const forever = 600_000;

describe("Ctrl-C", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s while a request hangs ends with %i", async (name, code) => {
    await mock.fail({ path: "/org/v2/environments", delayMilliseconds: forever });
    const run = await tributary(["exec", "SELECT id FROM confluent.org.environments"], {
      env: mock.env,
      signal: { name, when: requested },
    });
    expect(run).toEqual({ code, signal: null, stdout: "", stderr: "interrupted\n" });
  });

  test("stops a fan-out: no request follows", async () => {
    await mock.fail({ path: "/cmk/v2/clusters", times: "always", delayMilliseconds: forever });
    const sql = `SELECT count(*) FROM confluent.org.environments e
      JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id`;
    const run = await tributary(["exec", sql], {
      env: mock.env,
      signal: { name: "SIGINT", when: async () => (await mock.requests()).some((one) => one.includes("/cmk/")) },
    });
    expect(run).toMatchObject({ code: 130, stdout: "" });
    await new Promise((done) => setTimeout(done, 300));
    // The pages of environments and what was in flight, of more than two hundred.
    expect((await mock.requests()).length).toBeLessThanOrEqual(3 + 32);
  });

  const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
  const thousand = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)";

  // verifies: local.runaway
  test.each([
    ["would never end", `${endless} SELECT count(*) FROM n`],
    ["joins everything with everything", `${thousand} SELECT count(*) FROM n a, n b, n c, n d`],
    ["keeps no row", `${thousand} SELECT 1 FROM n a, n b, n c, n d WHERE a.i + b.i + c.i + d.i < 0`],
    ["groups a cross join", `${thousand} SELECT a.i, count(*) FROM n a, n b, n c, n d GROUP BY a.i`],
    ["sorts a cross join", `${thousand} SELECT a.i FROM n a, n b, n c, n d ORDER BY b.i * c.i - d.i LIMIT 1`],
    [
      "computes a window frame for each row",
      `${endless}, m AS (SELECT i FROM n LIMIT 100000)
       SELECT sum(i) OVER (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) AS s FROM m ORDER BY s LIMIT 1`,
    ],
    ["makes long texts", `SELECT ${Array.from({ length: 30 }, () => "length(hex(zeroblob(400000000)))").join(" + ")}`],
    ["fills a table", `CREATE TABLE t AS ${endless} SELECT i FROM n`],
    [
      "computes an argument",
      `SELECT id FROM confluent.org.environments WHERE id = (${endless} SELECT count(*) FROM n)`,
    ],
    [
      "computes arguments out of rows",
      `SELECT c.id FROM (${endless} SELECT i FROM n) x
       JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = x.i`,
    ],
  ])("ends local SQL that %s, with 130", async (_what, sql) => {
    const folder = await folderWith();
    // What runs long works on a copy of its tables.
    const runsLong = (): boolean => readdirSync(folder).some((name) => name.startsWith("tributary-query-"));
    const run = await tributary(["exec", sql], {
      env: { ...mock.env, TMPDIR: folder },
      signal: { name: "SIGINT", when: runsLong },
    });
    expect(run).toEqual({ code: 130, signal: null, stdout: "", stderr: "interrupted\n" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("ends local SQL between two batches of its rows", async () => {
    const run = await tributary(["exec", `${endless} SELECT i FROM n`, "-o", "csv"], {
      signal: { name: "SIGINT", when: ({ stdout }) => stdout.length > 100_000 },
    });
    expect(run).toMatchObject({ code: 130, signal: null, stderr: "interrupted\n" });
  });

  test("a signal of the library ends local SQL, and meanwhile the process goes on", async () => {
    const { open } = (await import(pathToFileURL(join(root, "dist/index.js")).href)) as typeof Library;
    const session = open({ userProviders: home });
    onTestFinished(() => session.close());
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    const work = session.rows(`${endless} SELECT count(*) FROM n`, { signal: AbortSignal.timeout(1500) });
    await expect(work).rejects.toMatchObject({ condition: "query_canceled" });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(await session.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("ends a command whose reader does not read", async () => {
    const script = "SELECT * FROM confluent.org.environments;".repeat(10);
    const child = spawn(process.execPath, [command, "exec", script, "-o", "jsonl"], {
      env: { HOME: home, ...mock.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    // Requests come to a halt where the pipe is full.
    for (let before = -1, now = 0; now === 0 || now > before; before = now, now = (await mock.requests()).length) {
      await new Promise((done) => setTimeout(done, 300));
    }
    child.kill("SIGINT");
    expect([await ended, stderr]).toEqual([130, "interrupted\n"]);
    expect((await mock.requests()).length).toBeLessThan(30);
  });

  test("ends a command that waits for standard input", async () => {
    let polls = 0;
    const run = await tributary(["exec"], {
      inputStaysOpen: true,
      signal: { name: "SIGINT", when: () => ++polls > 20 },
    });
    expect(run).toEqual({ code: null, signal: "SIGINT", stdout: "", stderr: "" });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends the mock with 0", async (name) => {
    const another = await startMock();
    expect(await another.stop(name)).toMatchObject({ code: 0, signal: null });
  });

  test("ends the demo with 130", async () => {
    const run = await tributary(["demo"], {
      signal: { name: "SIGINT", when: ({ stdout }) => stdout.includes("-- 1.") },
    });
    expect(run.code === 130 || run.signal === "SIGINT").toBe(true);
    expect(run.stdout).not.toContain("That was the tour");
  });
});

describe("a reader that goes away", () => {
  const piped = (sql: string, flags: string): Promise<{ stdout: string; stderr: string }> =>
    runProcess(
      "bash",
      ["-c", `"$0" "$1" exec "$2" ${flags} | head -1; echo "\${PIPESTATUS[0]}"`, process.execPath, command, sql],
      {
        env: mock.env,
      },
    );

  test("ends the statement quietly with 0, and requests stop", async () => {
    const sql = `SELECT e.id, c.id FROM confluent.org.environments e
      JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id`;
    await mock.fail({ path: "/org/v2/environments", skip: 1, times: "always", delayMilliseconds: 1500 });
    const run = await piped("SELECT id FROM confluent.org.environments; " + sql, "-o jsonl");
    expect(run.stdout).toMatch(/^\{"id":"env-\w+"\}\n0\n$/);
    expect(run.stderr).toBe("");
    expect(await mock.requests()).not.toContainEqual(expect.stringContaining("/cmk/"));
  });

  test("help and errors survive it too", async () => {
    const run = await runProcess("bash", [
      "-c",
      `"$0" "$1" help | true; echo "\${PIPESTATUS[0]}"; "$0" "$1" exec "SELECT nope FROM nowhere" 2>&1 | true; echo "\${PIPESTATUS[0]}"; "$0" "$1" demo | head -1; echo "\${PIPESTATUS[0]}"`,
      process.execPath,
      command,
    ]);
    expect(run.stderr).toBe("");
    expect(run.stdout).toMatch(/^0\n1\nWelcome to Tributary\..*\n0\n$/);
  });
});
