/** Limits and parameters of the command: what they leave, and what the exit code says. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { type Mock, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

test("parameters are bound, not pasted", async () => {
  const sql = "SELECT :who AS who, @n + 1 AS n, typeof(:code) AS code";
  const given = ["--param", "who=O'Brien; DROP", "--param", "n=41", "--param", "code:text=007"];
  const run = await tributary(["exec", "-o", "csv", ...given, sql]);
  expect(run).toEqual({ code: 0, signal: null, stdout: "who,n,code\nO'Brien; DROP,42,text\n", stderr: "" });
});

test("3 where only a source failed and that is a warning; the other rows are there", async () => {
  await mock.fail({ path: "/iam/v2/users", times: "always", status: 403 });
  const sql = "SELECT 1 AS n UNION ALL SELECT count(*) FROM confluent.iam.users";
  const run = await tributary(["exec", "-o", "csv", "--on-error", "warn", sql], { env: mock.env });
  expect(run).toMatchObject({ code: 3, stdout: "n\n1\n0\n" });
  expect(run.stderr).toContain("WARNING TB033 (source_failed): no more rows of confluent.iam.users");
});

test("the request that is too many is not sent", async () => {
  const run = await tributary(["exec", "--max-requests", "1", "SELECT count(*) FROM confluent.iam.users"], {
    env: mock.env,
  });
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("TB031 (request_limit_reached)");
  expect(await mock.requests()).toHaveLength(1);
});

test("the statements of a run share its budget", async () => {
  const sql = "SELECT count(*) FROM confluent.org.environments LIMIT 0; SELECT count(*) FROM confluent.iam.users";
  const run = await tributary(["exec", "--request-budget", "4", sql, "-o", "csv"], { env: mock.env });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("TB031 (request_limit_reached): the session has sent 4 requests");
  expect(await mock.requests()).toHaveLength(4);
});

test("rows that one process keeps another one has, for the same principal only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const count = async (keep: readonly string[], env = {}): Promise<unknown> => {
    const sql = "SELECT count(*) > 0 AS some FROM confluent.iam.users";
    const args = ["exec", "--store", join(folder, "kept.db"), "-o", "csv", ...keep, sql];
    const { stdout } = await tributary(args, { env: { ...mock.env, ...env } });
    const sent = await mock.requests();
    await mock.reset();
    return [stdout, sent.length > 0];
  };
  const namespaces = JSON.stringify({ analytics: { ttl: 60, regex: "^(?P<objectName>confluent\\.iam.*)$" } });
  expect(await count(["--keep", "confluent.iam.*=1h"])).toEqual(["some\ntrue\n", true]);
  expect(await count(["--keep", "confluent.iam.users=1m"])).toEqual(["some\ntrue\n", false]);
  expect(await count(["--namespaces", namespaces])).toEqual(["some\ntrue\n", false]);
  expect(await count([])).toEqual(["some\ntrue\n", true]);
  expect(await count(["--keep", "confluent.iam.*=1h"], { CONFLUENT_CLOUD_API_KEY: "another" })).toEqual(["", true]);
});

test("a timeout ends local SQL that would not end", async () => {
  const sql = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r";
  const run = await tributary([
    "exec",
    "--statement-timeout",
    "1",
    "--keep-going",
    `${sql}; SELECT 2 AS two`,
    "-o",
    "csv",
  ]);
  expect(run).toMatchObject({ code: 1, stdout: "two\n2\n" });
  expect(run.stderr).toContain("ERROR 57014 (query_canceled): the statement took longer than 1 s");
});

test.each([
  [["--max-rows", "-1"], "--max-rows is at least 0, not -1"],
  [["--on-error", "ignore"], "--on-error is one of fail, warn, partial, not ignore"],
  [["--max-rate", "0"], "--max-rate is at least 1, not 0"],
  [["--keep", "confluent.org"], "--keep takes NAME=TTL, not confluent.org"],
  [["--namespaces", '{"analytics": {"ttl": 0}}'], "--namespaces: ttl of analytics is a whole number"],
  [["--param", "x"], "--param takes NAME=VALUE or NAME:TYPE=VALUE"],
])("%j is refused", async (flags, message) => {
  const run = await tributary(["exec", "SELECT 1", ...flags]);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain(message);
});

test("a script that asks for it is a template; --dryrun shows what came of it", async () => {
  const script =
    '<<<json\n{"ids": [1, 2]}\n>>>\n{{ range .ids }}SELECT {{ . }} AS n, {{ quote $.who }} AS who;{{ end }}';
  const run = await tributary(["exec", "-o", "csv", "-i", "-", "--var", "who=O'Brien", "--dryrun"], { input: script });
  expect(run).toMatchObject({ code: 0, stdout: "n,who\n1,O'Brien\nn,who\n2,O'Brien\n" });
  expect(run.stderr).toBe("SELECT 1 AS n, 'O''Brien' AS who;SELECT 2 AS n, 'O''Brien' AS who;\n");
});

test("a transaction that is left open sends nothing and says so", async () => {
  const sql = "BEGIN; INSERT INTO confluent.org.environments (display_name) VALUES ('x')";
  const run = await tributary(["exec", sql], { env: mock.env });
  expect(run).toEqual({
    code: 0,
    signal: null,
    stdout: "",
    stderr:
      "OK\nmutating statement queued\nWARNING TB034 (transaction_left_open): the transaction was not committed: 1 queued statement was not sent\n",
  });
  expect(await mock.requests()).toEqual([]);
});
