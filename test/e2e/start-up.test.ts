/** What short runs load: of a command that is over in a moment, loading is most of the time. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Environment, folderWith, root, startMock, tributary } from "./harness.ts";

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
