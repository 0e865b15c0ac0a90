/** Ctrl-C and readers that go away: everything stops, at once and quietly. */
import { spawn } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { command, home, type Mock, runProcess, startMock, tributary } from "./harness.ts";

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

  test("ends local SQL that would never end", async () => {
    const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let polls = 0;
    const run = await tributary(["exec", sql], { signal: { name: "SIGINT", when: () => ++polls > 40 } });
    // The signal itself ends the process; a shell makes 130 of it.
    expect(run).toEqual({ code: null, signal: "SIGINT", stdout: "", stderr: "" });
  });

  test("ends local SQL that computes an argument", async () => {
    const sql = `SELECT id FROM confluent.org.environments
      WHERE id = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)`;
    let polls = 0;
    const run = await tributary(["exec", sql], {
      env: mock.env,
      signal: { name: "SIGINT", when: () => ++polls > 40 },
    });
    expect(run).toMatchObject({ code: null, signal: "SIGINT" });
  });

  test("ends local SQL that computes arguments out of rows", async () => {
    const sql = `SELECT c.id
      FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n) x
      JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = x.i`;
    let polls = 0;
    const run = await tributary(["exec", sql], {
      env: mock.env,
      signal: { name: "SIGINT", when: () => ++polls > 40 },
    });
    expect(run).toMatchObject({ code: null, signal: "SIGINT" });
  });

  test("ends local SQL between two batches of its rows", async () => {
    const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    const run = await tributary(["exec", sql, "-o", "csv"], {
      signal: { name: "SIGINT", when: ({ stdout }) => stdout.length > 100_000 },
    });
    expect(run).toMatchObject({ code: null, signal: "SIGINT", stderr: "" });
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
