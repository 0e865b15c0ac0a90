/** The steps of the Dockerfile without Docker: build and pack in a clean folder, install, run as another user with all that is kept on one folder. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copiedBy, dockerStages, environmentSetBy, said } from "./dockerfile.ts";
import { type Mock, root, startMock } from "./harness.ts";
import { install } from "./packed.ts";

const [recipe, image] = dockerStages();
const volume = said(image, "VOLUME")[0] ?? "";

/** The user of the recipe where this process may become it and that user can run Node; else this one. */
function imageUser(): { readonly uid: number; readonly gid: number } | undefined {
  const [uid = 0, gid = 0] = (said(image, "USER")[0] ?? "").split(":").map(Number);
  const may = process.getuid?.() === 0 && spawnSync(process.execPath, ["--version"], { uid, gid }).status === 0;
  if (!may) process.stderr.write("not run as root, or Node is not for all: the command runs as this user\n");
  return may ? { uid, gid } : undefined;
}

/** Builds what the recipe copies, in a clean folder; resolves with the tarball. */
function built(place: string): string {
  const context = join(place, "build");
  for (const path of copiedBy(recipe)) {
    const filter = (name: string): boolean => !name.endsWith(".test.ts");
    cpSync(join(root, path), join(context, path), { recursive: true, filter });
  }
  // What `npm ci` would bring.
  symlinkSync(realpathSync(join(root, "node_modules")), join(context, "node_modules"));
  const commands = said(recipe, "RUN").filter((text) => !text.startsWith("npm ci"));
  for (const text of commands) execFileSync("sh", ["-c", text.replace("/tmp", place)], { cwd: context, stdio: "pipe" });
  return join(place, readdirSync(place).find((name) => name.endsWith(".tgz")) ?? "");
}

let folder: string;
let data: string;
let program: string;
let mock: Mock;
const user = imageUser();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-container-"));
  chmodSync(folder, 0o755);
  program = join(install(folder, built(folder)), "dist/cli.js");
  data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  mock = await startMock();
}, 180_000);

afterAll(async () => {
  await mock.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As the image would: its variables on the volume, and no home that can be written to. */
function run(...args: readonly string[]): Promise<Run> {
  const places = Object.entries(environmentSetBy(image)).map(([name, value]) => [name, value.replace(volume, data)]);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    ...(Object.fromEntries(places) as Record<string, string>),
    ...mock.env,
  };
  const child = spawn(process.execPath, [program, ...args], { env, cwd: data, ...user });
  const out = { stdout: "", stderr: "" };
  child.stdin.end();
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (out.stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...out }));
  });
}

test("without arguments it shows help", async () => {
  const [words = "[]"] = said(image, "CMD");
  const { code, stdout } = await run(...(JSON.parse(words) as string[]));
  expect(code).toBe(0);
  expect(stdout).toContain("registry list");
});

test("it queries an API, and what one run keeps the next one finds", async () => {
  const kept = "CREATE TABLE seen AS SELECT id FROM confluent.org.environments LIMIT 2";
  expect(await run("exec", kept)).toMatchObject({ code: 0 });
  expect(await run("exec", "INSERT INTO confluent.org.environments (display_name) VALUES ('made')")).toMatchObject({
    code: 0,
  });
  const { code, stdout, stderr } = await run("exec", "SELECT count(*) AS n FROM seen", "-o", "csv");
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "n\n2\n", stderr: "" });
});

test("what it keeps is for its user only", () => {
  const names = readdirSync(data, { recursive: true, encoding: "utf8" }).map((name) => join(data, name));
  const entries = names.map((path) => ({ path: relative(data, path), stats: lstatSync(path) }));
  expect(entries.map(({ path }) => path)).toEqual(expect.arrayContaining(["store.sqlite", "cache/tributary"]));
  expect(entries.filter(({ stats }) => isOpen(stats.mode)).map(({ path }) => path)).toEqual([]);
  if (user !== undefined) expect(entries.filter(({ stats }) => stats.uid !== user.uid)).toEqual([]);
});

/** True where others than the owner may do something. */
function isOpen(mode: number): boolean {
  return (mode & 0o077) !== 0;
}
