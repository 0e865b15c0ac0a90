/** The command at a terminal, made by script(1) of util-linux: box, colours, progress, Ctrl-C, help. */
import { spawn, spawnSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { command, type Environment, folderWith, type Mock, startMock } from "./harness.ts";

const hasTerminal = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") === true;
if (!hasTerminal) process.stderr.write("skipped: the tests at a terminal need script(1) of util-linux\n");

interface Keys {
  /** Pressed when the screen shows `after`. */
  readonly press: string;
  readonly after: string;
}

interface Screen {
  readonly code: number | null;
  /** What the terminal received, line ends as `\n`. */
  readonly text: string;
}

/** Runs a shell line at a terminal of some width. */
async function atTerminal(line: string, env: Environment, keys?: Keys, columns = 70): Promise<Screen> {
  const home = await folderWith();
  const child = spawn("script", ["-qec", `stty cols ${columns} rows 40; ${line}`, "/dev/null"], {
    env: { PATH: process.env["PATH"] ?? "", HOME: home, TERM: "xterm-256color", SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  let pressed = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (keys === undefined || pressed || !text.includes(keys.after)) return;
    pressed = true;
    // What the screen shows is over: the key is for what comes next.
    setTimeout(() => child.stdin.write(keys.press), 300);
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text: text.replaceAll("\r\n", "\n") };
}

const tributary = `"${process.execPath}" "${command}"`;
const controlC = "\u0003";

describe.skipIf(!hasTerminal)("at a terminal", () => {
  let mock: Mock;
  beforeAll(async () => {
    mock = await startMock();
  });
  beforeEach(() => mock.reset());
  afterAll(() => mock.stop());

  test("results are boxes with colours", async () => {
    const { code, text } = await atTerminal(`${tributary} exec "SELECT 1 AS a"`, {});
    expect(code).toBe(0);
    expect(text).toContain("┌───┐");
    expect(text).toContain("\u001b[1ma\u001b[22m");
  });

  describe("a statement of more than 1000 requests", () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `'env-${index}'`).join(", ");
    const sql = `SELECT id FROM confluent.org.environments WHERE id IN (${ids})`;
    const asks = "The statement makes at least 1001 requests. Run it? [y/N] ";

    test.each([
      ["no", "\r", 1, "which was not confirmed"],
      ["Ctrl-D", "\u0004", 1, "which was not confirmed"],
      ["Ctrl-C", controlC, 130, "interrupted"],
    ])("is not sent where the answer is %s", async (_name, press, code, told) => {
      const screen = await atTerminal(`${tributary} exec "${sql}"`, mock.env, { press, after: asks });
      expect(screen.code).toBe(code);
      expect(screen.text).toContain(told);
      expect(await mock.requests()).toEqual([]);
    });

    test.each([
      ["with y", "", { press: "y\r", after: asks }],
      ["without being asked with --yes", "--yes ", undefined],
    ])("is sent %s", async (_name, flag, keys) => {
      await atTerminal(`${tributary} exec ${flag}"${sql}"`, mock.env, keys);
      expect((await mock.requests()).length).toBeGreaterThan(0);
    });
  });

  test("NO_COLOR is obeyed", async () => {
    const { text } = await atTerminal(`${tributary} exec "SELECT 1 AS a"`, { NO_COLOR: "1" });
    expect(text).toBe("┌───┐\n│ a │\n├───┤\n│ 1 │\n└───┘\n1 row\n");
  });

  test("boxes fit the window, also one that does not tell its width", async () => {
    const sql = "SELECT 'a long text that goes on and on, wider than any window of fifty columns' AS a";
    const narrow = await atTerminal(`${tributary} exec "${sql}"`, { NO_COLOR: "1" }, undefined, 50);
    expect(narrow.text.split("\n")[0]).toBe(`┌${"─".repeat(48)}┐`);
    const unknown = await atTerminal(`${tributary} exec "${sql}"`, { NO_COLOR: "1" }, undefined, 0);
    expect(unknown.text).toContain("wider than any window of fifty columns");
  });

  test("a pipe behind the command gets the plain table", async () => {
    const { text } = await atTerminal(`${tributary} exec "SELECT 1 AS a" | cat`, {});
    expect(text).toBe("|---|\n| a |\n|---|\n| 1 |\n|---|\n");
  });

  test("progress is shown while it takes long, and gone before results", async () => {
    await mock.fail({ path: "/org/v2/environments", delayMilliseconds: 700 });
    const sql = "SELECT count(*) AS n FROM confluent.org.environments";
    const { code, text } = await atTerminal(`${tributary} exec "${sql}"`, { ...mock.env, NO_COLOR: "1" });
    expect(code).toBe(0);
    expect(text).toContain("\r\u001b[2K0 of 1 requests answered, 0 rows, 0.");
    expect(text.slice(text.lastIndexOf("\u001b[2K") + "\u001b[2K".length)).toMatch(/^┌─+┐\n│ +n │\n/);
  });

  test("Ctrl-C ends a request that hangs, with 130", async () => {
    await mock.fail({ path: "/org/v2/environments", delayMilliseconds: 600_000 });
    const keys = { press: controlC, after: "0 of 1 requests" };
    const { code, text } = await atTerminal(
      `${tributary} exec "SELECT id FROM confluent.org.environments"`,
      mock.env,
      keys,
    );
    expect(code).toBe(130);
    expect(text.endsWith("\r\u001b[2Kinterrupted\n")).toBe(true);
  });

  test("Ctrl-C ends local SQL that would never end, with 130", async () => {
    const sql = "SELECT 1 AS a; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    const keys = { press: controlC, after: "1 row" };
    // A shell makes 130 of a process that the signal ended.
    const { code } = await atTerminal(`sh -c '${tributary} exec "${sql}"; exit $?'`, {}, keys);
    expect(code).toBe(130);
  });

  test("exec without a statement shows its help and exits with 2", async () => {
    const { code, text } = await atTerminal(`${tributary} exec`, {});
    expect(code).toBe(2);
    expect(text).toMatch(/^tributary exec "SQL"\n/);
  });
});
