/** What short runs load: of a command that is over in a moment, loading is most of the time. */
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { command, type Environment, folderWith, root, runProcess, startMock, tributary } from "./harness.ts";
import { manyProviders } from "./many-providers.ts";

/** A text that only the code of each part holds. */
const marks = {
  "js-yaml": "YAMLException",
  nanotar: "gnuLongLinkName",
  ajv: "strictSchema",
  mock: "MOCKPARTNERSECRET",
  "proxy agents": "Proxy-Connection",
} as const;

type Part = keyof typeof marks;

interface Script {
  readonly name: string;
  readonly text: string;
}

/** The files of the package that a run loads: those whose coverage V8 reports. */
async function loadedBy(args: readonly string[], env: Environment = {}): Promise<readonly Script[]> {
  const folder = await folderWith();
  expect(await tributary(args, { env: { ...env, NODE_V8_COVERAGE: folder } })).toMatchObject({ code: 0, stderr: "" });
  const reports = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")));
  const urls = reports.flatMap((report) => (JSON.parse(report) as { result: { url: string }[] }).result);
  const files = urls.filter(({ url }) => url.startsWith("file:")).map(({ url }) => fileURLToPath(url));
  return Promise.all([...new Set(files)].map(scriptOf));
}

async function scriptOf(file: string): Promise<Script> {
  return { name: basename(file), text: await readFile(file, "utf8") };
}

function partsIn(scripts: readonly Script[]): Part[] {
  return (Object.keys(marks) as Part[]).filter((part) => scripts.some(({ text }) => text.includes(marks[part])));
}

test("each part is known by its mark", async () => {
  const chunks = join(root, "dist/chunks");
  const scripts = await Promise.all((await readdir(chunks)).map((file) => scriptOf(join(chunks, file))));
  expect(partsIn(scripts)).toEqual(Object.keys(marks));
});

test("--version loads next to nothing", async () => {
  const scripts = await loadedBy(["--version"]);
  expect(scripts.map(({ name }) => name)).toContain("cli.js");
  expect(scripts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(5_000);
});

test("help loads no engine", async () => {
  const scripts = await loadedBy(["help"]);
  expect(scripts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(60_000);
});

test("a query of an API loads the engine and none of these parts", async () => {
  const mock = await startMock();
  try {
    const scripts = await loadedBy(["exec", "SELECT id FROM confluent.org.environments LIMIT 1"], mock.env);
    expect(partsIn(scripts)).toEqual([]);
    // The engine is found, so the others would be.
    expect(scripts.some(({ text }) => text.includes("undefined_column"))).toBe(true);
  } finally {
    await mock.stop();
  }
});

test("the demo loads the mock, and with it what validates requests", async () => {
  expect(partsIn(await loadedBy(["demo"]))).toEqual(["ajv", "mock"]);
});

test("a question about the catalog loads two files, of one byte a character", async () => {
  const scripts = await loadedBy(["exec", "SHOW PROVIDERS"]);
  expect(scripts.map(({ name }) => name.replace(/-\w+\./, "."))).toEqual(["cli.js", "exec.cjs"]);
  // The bundle is read as one byte a character; another character would also double what V8 reads.
  expect(scripts.filter(({ text }) => /\P{ASCII}/u.test(text))).toEqual([]);
});

/** Modules of Node that take a millisecond and more to load. */
const heavy = ["crypto", "fs/promises", "http", "https", "net", "readline", "sqlite", "stream", "tls", "tty", "zlib"];

test("a short answer to a question about the catalog loads none of Node's heavy modules", async () => {
  const folder = await folderWith({
    "list.cjs": `process.on("exit", () => require("fs").writeSync(2, process.moduleLoadList.join("\\n")));`,
  });
  const args = ["--require", join(folder, "list.cjs"), command, "exec", "SHOW PROVIDERS", "-o", "csv"];
  const { code, stdout, stderr } = await runProcess(process.execPath, args);
  expect({ code, header: stdout.split(",")[0] }).toEqual({ code: 0, header: "name" });
  const loaded = new Set(stderr.split("\n").map((line) => line.replace("NativeModule ", "")));
  expect(loaded.has("fs")).toBe(true);
  expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
});

/** The files that a run reads whole, each by the ending of its name, or the name where it has none. */
async function filesReadBy(args: readonly string[], env: Environment): Promise<readonly string[]> {
  const hook = `
    const fs = require("fs");
    const read = fs.readFileSync;
    const paths = [];
    fs.readFileSync = (path, ...rest) => (paths.push(String(path)), read(path, ...rest));
    process.on("exit", () => fs.writeSync(2, paths.join("\\n")));`;
  const folder = await folderWith({ "read.cjs": hook });
  const { stderr } = await runProcess(process.execPath, ["--require", join(folder, "read.cjs"), command, ...args], {
    env,
  });
  return stderr.split("\n").map((path) => extname(path) || basename(path));
}

// verifies: catalog.budget
test.each([
  ["listing", "SELECT provider, service, name FROM tributary.resources", "csv"],
  ["searching", "SELECT * FROM tributary.resources WHERE name LIKE '%bucket%'", "json"],
])("%s the resources of 37 providers reads one file beside the code", async (_, sql, format) => {
  const approot = await manyProviders();
  const cache = await folderWith();
  const args = ["exec", sql, "-o", format, `--approot=${approot}`];
  const env = { XDG_CACHE_HOME: cache };
  // The first run reads the indexes.
  const first = await tributary(args, { env });
  const read = await filesReadBy(args, env);
  // The command itself is read in one way or another.
  expect(read.filter((file) => file !== ".js")).toEqual([".code", ".cjs", ".names"]);
  expect(await tributary(args, { env })).toEqual(first);
  expect(first.stdout.split(format === "csv" ? "\n" : '"name":').length).toBeGreaterThan(700);
});

describe("the compiled code of exec", () => {
  const ask = (cache: string): Promise<unknown> =>
    tributary(["exec", "SELECT 1 AS one", "-o", "csv"], { env: { XDG_CACHE_HOME: cache } });
  const answer = { code: 0, stdout: "one\n1\n", stderr: "" };
  const keptIn = async (cache: string): Promise<string> => {
    const folder = join(cache, "tributary");
    const [kept, ...others] = (await readdir(folder)).filter((name) => name.startsWith("exec-"));
    expect(others).toEqual([]);
    return join(folder, kept ?? "");
  };

  test("is kept for the user alone, grows with the first runs, and is not written again", async () => {
    const cache = await folderWith();
    expect(await ask(cache)).toMatchObject(answer);
    const first = await stat(await keptIn(cache));
    expect(first.mode & 0o077).toBe(0);
    const other = ["exec", "SELECT name FROM tributary.resources WHERE name LIKE '%b%'", "-o", "json"];
    for (let run = 1; run < 8; run++) await tributary(other, { env: { XDG_CACHE_HOME: cache } });
    const learnt = await stat(await keptIn(cache));
    expect(learnt.size).toBeGreaterThan(first.size);
    expect(learnt.mode & 0o077).toBe(0);
    expect(await ask(cache)).toMatchObject(answer);
    expect((await stat(await keptIn(cache))).mtimeMs).toBe(learnt.mtimeMs);
  });

  test("is made anew where it is damaged", async () => {
    const cache = await folderWith();
    await ask(cache);
    const kept = await keptIn(cache);
    await writeFile(kept, "damaged");
    expect(await ask(cache)).toMatchObject(answer);
    expect((await readFile(kept)).length).toBeGreaterThan(10_000);
  });

  test("is done without where it cannot be kept", async () => {
    const folder = await folderWith({ file: "" });
    await chmod(join(folder, "file"), 0o400);
    expect(await ask(join(folder, "file"))).toMatchObject(answer);
  });
});
