/** `tributary exec`: what runs, where results and remarks go, and what the exit code says. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderWith, type Mock, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const payments = "SELECT display_name FROM confluent.org.environments WHERE display_name LIKE 'payments-d%' ORDER BY 1";
const paymentsCsv = "display_name\npayments-dev\npayments-dr\n";

describe("exit codes", () => {
  test("0 for statements that succeed, with nothing on standard error", async () => {
    const run = await tributary(["exec", payments, "-o", "csv"], { env: mock.env });
    expect(run).toEqual({ code: 0, signal: null, stdout: paymentsCsv, stderr: "" });
  });

  // verifies: statement.exit-code
  test("1 for a statement that fails; later ones are not run", async () => {
    const run = await tributary(["exec", "SELECT 1 AS a; SELECT nope FROM confluent.org.environments; SELECT 2 AS b"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("|---|\n| a |\n|---|\n| 1 |\n|---|\n");
    expect(run.stderr).toMatch(/^ERROR 42703 \(undefined_column\): .*nope/);
  });

  test("1 where the API refuses, with what it said", async () => {
    await mock.fail({ path: "/org/v2/environments", times: "always", status: 403 });
    const run = await tributary(["exec", payments], { env: mock.env });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("(upstream_forbidden)");
  });

  test("0 in spite of a failure with --exit-zero", async () => {
    const run = await tributary(["exec", "SELECT nope FROM confluent.org.environments", "--exit-zero"]);
    expect(run).toMatchObject({ code: 0, stdout: "" });
    expect(run.stderr).toContain("(undefined_column)");
  });

  test("a failure with --keep-going lets the rest run and still counts", async () => {
    const script = "SELECT 1 AS a; SELECT nope FROM confluent.org.environments; SELECT 2 AS b";
    const run = await tributary(["exec", script, "--keep-going", "-o", "jsonl"]);
    expect(run).toMatchObject({ code: 1, stdout: '{"a":1}\n{"b":2}\n' });
  });

  test("1 where the mock cannot have its port", async () => {
    const run = await tributary(["mock", "confluent", "--port", new URL(mock.url).port]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("cannot listen on port");
  });

  test.each([
    [["exec", "SELECT 1", "--nope"], "there is no flag --nope"],
    [["exce", "SELECT 1"], "Did you mean exec?"],
    [["exec", "SELECT 1", "-o", "xml"], 'there is no output format "xml"'],
    [["exec", "SELECT 1", "-o", "csv", "-d", "ab"], "the delimiter must be one character"],
    [["exec", "SELECT 1", "--http.retries", "many"], "--http.retries takes a whole number"],
    [["exec", "SELECT 1", "-o"], "-o needs a value"],
    [["exec", "SELECT", "1"], "exec takes one text, found 2"],
    [["exec", ""], "the statement is empty"],
    [["exec", "SELECT 1", "-i", "x.sql"], "a statement or --infile, not both"],
    [["exec", "-i", "/does/not/exist.sql"], "the script /does/not/exist.sql cannot be read"],
    [["exec", "SELECT 1", "-f", "/does/not/exist.csv"], "--outfile cannot be written"],
    [["exec", "SELECT 1", "--env.file", "/does/not/exist"], "the env file /does/not/exist cannot be read"],
    [["exec", "SELECT 1", "--TestWithoutAPICalls"], "--TestWithoutAPICalls has no effect in Tributary"],
    [["exec", "SELECT 1", "--registry", "nowhere"], "is no registry address"],
    [["mock", "confluence"], "Did you mean confluent?"],
    [["registry", "push"], "registry cannot push"],
    [["demo", "SELECT 1"], "demo takes no further words"],
  ])("2 for a command line that cannot be obeyed: %j", async (args, message) => {
    const run = await tributary(args);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});

describe("where statements come from", () => {
  test.each([
    ["standard input", ["exec"]],
    ["standard input, named -", ["exec", "-"]],
    ["standard input, named by -i -", ["exec", "-i", "-"]],
    ["standard input, named by --infile stdin", ["exec", "--infile", "stdin"]],
  ])("%s", async (_name, args) => {
    expect(await tributary([...args, "-o", "csv"], { input: "-- one\nSELECT 1 AS a;\nSELECT 2 AS b;\n" })).toEqual({
      code: 0,
      signal: null,
      stdout: "a\n1\nb\n2\n",
      stderr: "",
    });
  });

  test("a file, also one that begins with a byte order mark", async () => {
    const folder = await folderWith({ "script.sql": "\uFEFFSELECT 'ä' AS a" });
    const run = await tributary(["exec", "-i", "script.sql", "-o", "csv"], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stdout: "a\nä\n" });
  });

  test("a text that begins with a comment is no flag", async () => {
    const run = await tributary(["exec", "-- a comment\nSELECT 1 AS a", "-o", "csv"]);
    expect(run).toMatchObject({ code: 0, stdout: "a\n1\n", stderr: "" });
  });

  test("an empty script does nothing and succeeds", async () => {
    expect(await tributary(["exec"], { input: "" })).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });
});

describe("where results go", () => {
  test("a file is complete, and standard output empty", async () => {
    const folder = await folderWith();
    const args = ["exec", "SELECT id FROM confluent.org.environments", "-o", "csv", "-H", "-f", "out.csv"];
    const run = await tributary(args, { env: mock.env, cwd: folder });
    expect(run).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
    const lines = (await readFile(join(folder, "out.csv"), "utf8")).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.every((line) => /^env-\w+$/.test(line))).toBe(true);
  });

  test("`-f stdout` is standard output", async () => {
    expect(await tributary(["exec", "SELECT 1 AS a", "-f", "stdout", "-o", "csv"])).toMatchObject({ stdout: "a\n1\n" });
  });

  test("a full disk is told once and fails", async () => {
    const run = await tributary(["exec", "SELECT 1 AS a; SELECT 2", "-o", "json", "-f", "/dev/full", "--keep-going"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/^ERROR 58030 \(io_error\): the output cannot be written: ENOSPC[^\n]*\n$/);
  });

  // verifies: statement.output, operate.streams
  test("messages and warnings are no results", async () => {
    const script = `INSERT INTO confluent.org.environments (display_name) VALUES ('made-by-a-test');
      SELECT count(*) AS n FROM confluent.org.environments`;
    const args = ["exec", script, "-o", "json", "--http.response.pageLimit", "1"];
    const run = await tributary(args, { env: mock.env });
    expect(run).toMatchObject({ code: 0, stdout: '[{"n":100}]\n' });
    expect(run.stderr).toMatch(
      /^The operation was despatched successfully\nWARNING TB005 \(page_limit_reached\): .*\n$/,
    );
  });

  test("the log tells requests and nothing secret", async () => {
    const run = await tributary(["exec", payments, "-o", "csv", "--http.log.enabled"], { env: mock.env });
    expect(run).toMatchObject({ code: 0, stdout: paymentsCsv });
    const [sent = "", received = ""] = run.stderr.split("\n");
    expect(sent).toBe(`> 1 GET ${mock.url}/org/v2/environments?page_size=100`);
    expect(received).toMatch(/^< 1 200 \d+ bytes in \d+ ms$/);
  });

  test("--verbose tells the work too", async () => {
    const run = await tributary(["exec", payments, "-o", "csv", "-v"], { env: mock.env });
    expect(run.stdout).toBe(paymentsCsv);
    expect(run.stderr).toMatch(/\n2 rows in \d+ ms\n$/);
  });

  test("progress can be had where nobody watches, and ends clean", async () => {
    await mock.fail({ path: "/org/v2/environments", delayMilliseconds: 700 });
    const args = ["exec", payments, "-o", "csv", "--progress", "always"];
    const run = await tributary(args, { env: mock.env });
    expect(run.stdout).toBe(paymentsCsv);
    expect(run.stderr).toContain("\r\u001b[2K0 of 1 requests answered, 0 rows, 0.");
    expect(run.stderr.endsWith("\r\u001b[2K")).toBe(true);
  });
});

describe("--dryrun sends nothing", () => {
  test("a query shows its plan", async () => {
    const run = await tributary(["exec", "--dryrun", payments, "-o", "csv"], { env: mock.env });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(`request: GET ${mock.url}/org/v2/environments?page_size=100`);
    expect(await mock.requests()).toEqual([]);
  });

  test("a write shows its requests, needing no credentials", async () => {
    const sql = "INSERT INTO confluent.org.environments (display_name) VALUES ('a'), ('b')";
    const run = await tributary(["exec", "--dryrun", sql, "-o", "jsonl"], {
      env: { TRIBUTARY_ENDPOINT: `confluent=${mock.url}` },
    });
    const url = `${mock.url}/org/v2/environments`;
    expect(
      run.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { method: "POST", url, body: '{"display_name":"a"}' },
      { method: "POST", url, body: '{"display_name":"b"}' },
    ]);
    expect(await mock.requests()).toEqual([]);
  });

  test("a write that would have to read first shows its plan", async () => {
    const sql =
      "INSERT INTO confluent.org.environments (display_name) SELECT display_name FROM confluent.org.environments";
    const run = await tributary(["exec", "--dryrun", sql, "-o", "text"], { env: mock.env });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("INSERT confluent.org.environments");
    expect(run.stdout).toContain(`request: GET ${mock.url}/org/v2/environments`);
    expect(await mock.requests()).toEqual([]);
  });

  test("the registry is not asked", async () => {
    const run = await tributary(["registry", "list", "--dryrun", "-o", "csv", "-H", "--registry", mock.url]);
    expect(run).toMatchObject({ code: 0, stdout: "List the registry\n", stderr: "" });
    expect(await mock.requests()).toEqual([]);
  });

  test("what is answered from here is answered", async () => {
    const run = await tributary(["exec", "--dryrun", "SHOW PROVIDERS; SELECT 1 + 1 AS two", "-o", "jsonl"]);
    expect(run.stdout).toBe(
      '{"name":"confluent","version":"v0.1.0"}\n{"name":"kafka","version":"v0.1.0"}\n{"two":2}\n',
    );
  });
});

describe("help and version", () => {
  test.each([[["help"]], [["--help"]], [[]]])("%j shows the commands and every flag", async (args) => {
    const run = await tributary(args);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    for (const word of ["exec", "registry", "mock", "demo", "--auth JSON", "--exit-zero", "TRIBUTARY_HTTP_RETRIES"]) {
      expect(run.stdout).toContain(word);
    }
    expect(Math.max(...run.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test.each([[["help", "exec"]], [["exec", "--help"]]])("%j shows one command with examples", async (args) => {
    const run = await tributary(args);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^tributary exec "SQL"\n/);
    expect(run.stdout).toContain("Examples\n");
    expect(run.stdout).not.toContain("--latency");
  });

  test.each([[["--version"]], [["version"]]])("%j", async (args) => {
    expect(await tributary(args)).toEqual({ code: 0, signal: null, stdout: "tributary 0.1.0\n", stderr: "" });
  });

  test("registry and mock without their words show their help and exit with 2", async () => {
    for (const name of ["registry", "mock"]) {
      const run = await tributary([name]);
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toMatch(new RegExp(`^tributary ${name} `));
    }
  });
});
