/** The packed package, installed as a user would: size, demo, library, types. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, type Outcome, root, runProcess, startMock } from "./harness.ts";
import { install, pack, type Packed } from "./packed.ts";

const largestUnpacked = 5 * 1024 * 1024;

describe("the packed package", () => {
  let folder: string;
  let packed: Packed;
  let mock: Mock;

  const installed = (path: string): string => join(folder, "node_modules", "tributary-sql", path);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tributary-package-"));
    packed = pack(folder);
    install(folder, join(folder, packed.filename));
    cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
    mock = await startMock();
  }, 180_000);

  afterAll(async () => {
    await mock.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("unpacks to at most 5 MB without the provider documents", () => {
    const documents = packed.files.filter(({ path }) => path.startsWith("dist/provider-documents/"));
    const size = packed.unpackedSize - documents.reduce((sum, file) => sum + file.size, 0);
    process.stdout.write(`unpacked without the provider documents: ${(size / 1024).toFixed(0)} KiB\n`);
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThanOrEqual(largestUnpacked);
  });

  test("holds no tests, no sources, and the licences of what it bundles", () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => /(\.test\.|harness|fixture|test-server)/.test(path))).toEqual([]);
    expect(paths.filter((path) => path.startsWith("src/"))).toEqual([]);
    const notices = readFileSync(installed("THIRD_PARTY_NOTICES.md"), "utf8");
    expect(
      ["ajv", "js-yaml", "nanotar", "https-proxy-agent"].filter((name) => !notices.includes(`## ${name} `)),
    ).toEqual([]);
  });

  test("says what it is made of", () => {
    const document = JSON.parse(readFileSync(installed("dist/sbom.cdx.json"), "utf8")) as Record<string, object>;
    expect(document["metadata"]).toMatchObject({ component: { name: "tributary-sql", version: packed.version } });
  });

  const run = (...args: readonly string[]): Promise<Outcome> =>
    runProcess(process.execPath, [installed("dist/cli.js"), ...args], { cwd: folder, env: mock.env });

  test("has both providers", async () => {
    const sql = "SELECT provider, count(*) > 5 AS some FROM tributary.resources GROUP BY provider ORDER BY provider";
    expect(await run("exec", sql, "-o", "csv")).toMatchObject({
      code: 0,
      stdout: "provider,some\nconfluent,true\nkafka,true\n",
      stderr: "",
    });
  });

  test("queries an API", async () => {
    const { code, stdout } = await run("exec", "SELECT id FROM confluent.org.environments LIMIT 1", "-o", "csv");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id\nenv-[0-9a-z]{6}\n$/);
  });

  test.each(["bash", "zsh", "fish"])("completes in %s", async (shell) => {
    const script = await run("completion", shell);
    expect({ code: script.code, stderr: script.stderr }).toEqual({ code: 0, stderr: "" });
    expect(script.stdout).toContain(`complete ${shell} --`);
    const { stdout } = await run("complete", shell, "--", "exec", "SELECT * FROM kaf");
    expect(stdout).toContain("kafka.");
  });

  test("runs the demo", async () => {
    const run = await runProcess(process.execPath, [installed("dist/cli.js"), "demo"], { cwd: folder });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/env-[0-9a-z]{6}/);
    expect(run.stdout).toContain("The organization is ready.");
  });

  test("is documented by the example as it is", () => {
    const page = readFileSync(join(root, "docs/library.md"), "utf8");
    expect(page).toContain(`\`\`\`ts\n${readFileSync(join(root, "examples/library.ts"), "utf8")}\`\`\``);
  });

  test("is a library: the example compiles against its types", async () => {
    const options = {
      strict: true,
      module: "NodeNext",
      moduleResolution: "NodeNext",
      target: "ES2023",
      noEmit: true,
      types: ["node"],
    };
    const typeRoots = [join(root, "node_modules/@types")];
    const config = { compilerOptions: { ...options, typeRoots, skipLibCheck: false }, files: ["examples/library.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const run = await runProcess(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
    expect(run).toMatchObject({ code: 0, stdout: "" });
  });

  test("is a library: the example runs", async () => {
    const bundle = join(folder, "examples", "library.js");
    const esbuild = join(root, "node_modules/esbuild/bin/esbuild");
    execFileSync(esbuild, [join(folder, "examples/library.ts"), `--outfile=${bundle}`, "--format=esm"], {
      stdio: "pipe",
    });
    const run = await runProcess(process.execPath, [bundle, mock.url], { cwd: folder, env: mock.env });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^payments-p\w+ lkc-[0-9a-z]{6} (AWS|GCP|AZURE)$/);
    expect(lines.slice(-4)).toEqual([
      "240 environments",
      "name, version: 2 rows",
      "name, type: 6 rows",
      "42703 undefined_column: Did you mean id?",
    ]);
  });
});
