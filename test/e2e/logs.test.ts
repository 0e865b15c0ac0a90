/** `--log.format json`: all that the command tells is JSON, a line each. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Environment, folderWith, type Mock, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => void (mock = await startMock()));
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

type Line = Readonly<Record<string, unknown>>;

interface Logged {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Without times and durations. */
  readonly lines: readonly Line[];
}

async function logged(args: readonly string[], env: Environment = {}): Promise<Logged> {
  const run = await tributary([...args, "--log.format", "json"], { env: { ...mock.env, ...env } });
  const lines = run.stderr.split("\n").slice(0, -1);
  return {
    ...run,
    lines: lines.map((line) => {
      const { time, milliseconds, delayMilliseconds, ...rest } = JSON.parse(line) as Line;
      expect(new Date(String(time)).toISOString()).toBe(time);
      expect([milliseconds, delayMilliseconds].filter((one) => typeof one !== "number" && one !== undefined)).toEqual(
        [],
      );
      return rest;
    }),
  };
}

const list = "SELECT id FROM confluent.org.environments LIMIT 1";
const listed = { level: "info", event: "statement-ended", summary: "SELECT confluent.org.environments", rows: 1 };

test("a statement is a line; rows stay on standard output", async () => {
  const { code, stdout, lines } = await logged(["exec", `${list}; SELECT 1 AS one`, "-o", "csv"]);
  expect({ code, rows: stdout.split("\n").length }).toEqual({ code: 0, rows: 5 });
  expect(lines).toEqual([
    { ...listed, statement: 1 },
    { ...listed, statement: 2, summary: "SELECT" },
  ]);
});

test("requests have status, size and attempt", async () => {
  await mock.fail({ path: "/org/v2/environments", status: 503, times: 1 });
  const { code, lines } = await logged(["exec", list, "--http.log.enabled"]);
  expect(code).toBe(0);
  const request = {
    statement: 1,
    request: 1,
    operation: "confluent.org.environments.list_org_v2_environments",
    method: "GET",
    url: `${mock.url}/org/v2/environments?page_size=100`,
  };
  const bytes = expect.any(Number) as number;
  expect(lines).toEqual([
    { level: "debug", event: "request-sent", ...request, attempt: 1 },
    { level: "warn", event: "response-received", ...request, attempt: 1, status: 503, bytes },
    { level: "warn", event: "request-retried", ...request, attempt: 1, reason: "status 503" },
    { level: "debug", event: "request-sent", ...request, attempt: 2 },
    { level: "info", event: "response-received", ...request, attempt: 2, status: 200, bytes },
    { ...listed, statement: 1 },
  ]);
});

test("an error says what, where and how to mend it", async () => {
  const { code, lines } = await logged(["exec", "SELECT ident FROM confluent.org.environments"]);
  expect(code).toBe(1);
  expect(lines).toEqual([
    {
      level: "error",
      event: "error",
      statement: 1,
      code: "42703",
      condition: "undefined_column",
      stage: "bind",
      message: expect.stringContaining("ident") as string,
      position: expect.anything() as unknown,
      hint: expect.any(String) as string,
    },
  ]);
});

test("messages of writes are lines, with the secrets of the environment masked", async () => {
  const secret = mock.env["CONFLUENT_CLOUD_API_SECRET"] ?? "";
  const sql = `INSERT INTO confluent.org.environments (display_name) VALUES ('${secret}')`;
  const { code, stderr, lines } = await logged(["exec", sql, "--verbose"]);
  expect(code).toBe(0);
  expect(stderr).not.toContain(secret);
  expect(lines.find(({ event }) => event === "request-sent")).toMatchObject({
    method: "POST",
    body: expect.stringContaining("***") as string,
  });
  expect(lines.map(({ event }) => event)).toContain("message");
});

test("a flag that is not understood is told in the form that was asked for", async () => {
  for (const args of [["exec", "--nope"], ["exec", "SELECT 1", "--output", "nope"], ["nope"]]) {
    const { code, lines } = await logged(args);
    expect(code).toBe(2);
    expect(lines).toEqual([expect.objectContaining({ level: "error", event: "error", stage: "config" })]);
  }
});

test("Ctrl-C is a line", async () => {
  await mock.fail({ path: "/org/v2/environments", delayMilliseconds: 600_000 });
  const run = await tributary(["exec", list], {
    env: { ...mock.env, TRIBUTARY_LOG_FORMAT: "json" },
    signal: { name: "SIGINT", when: async () => (await mock.requests()).length > 0 },
  });
  const lines = run.stderr.trimEnd().split("\n");
  expect(run.code).toBe(130);
  expect(lines.map((line) => (JSON.parse(line) as Line)["event"])).toContain("message");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "info", message: "interrupted" });
});

test("what a template says is a line", async () => {
  const folder = await folderWith({ "data.jsonnet": `{ n: std.trace("thinking", 1) }` });
  const { code, lines } = await logged(["exec", "SELECT {{ .n }} AS n", "-q", `${folder}/data.jsonnet`]);
  expect(code).toBe(0);
  expect(lines[0]).toMatchObject({
    level: "debug",
    event: "trace",
    message: expect.stringContaining("thinking") as string,
  });
});
