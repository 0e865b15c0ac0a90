/** The house stays as ARCHITECTURE.md draws it: every import of every source file against the table of arrows. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { arrows, complaintsAbout, isTestFile, packages, testPackages } from "./architecture/arrows.ts";
import { computed, importsOf } from "./architecture/imports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .toSorted();
const folders = Object.keys(arrows).filter((folder) => folder !== "root");

const textOf = (file: string): string => readFileSync(join(root, file), "utf8");
const linesOf = (file: string): number => textOf(file).trimEnd().split("\n").length;

test("no file imports what its folder may not", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => complaintsAbout(file, importsOf(textOf(file))))).toEqual([]);
});

test("every folder of src/ stands in the table", () => {
  const present = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(present.map((entry) => entry.name).toSorted()).toEqual(folders.toSorted());
});

test("the arrows make no circle", () => {
  const reaches = (from: string, to: string): boolean => {
    const next: readonly string[] = arrows[from as keyof typeof arrows];
    return next.includes(to) || next.some((folder) => reaches(folder, to));
  };
  expect(Object.keys(arrows).filter((folder) => reaches(folder, folder))).toEqual([]);
});

test("every package that ships or tests is one that package.json names", () => {
  const { devDependencies, optionalDependencies } = JSON.parse(textOf("package.json")) as {
    readonly [key: string]: Readonly<Record<string, string>>;
  };
  const named = Object.keys({ ...devDependencies, ...optionalDependencies });
  expect([...Object.values(packages).flat(), ...testPackages].filter((name) => !named.includes(name))).toEqual([]);
});

test("pages keep their bounds", () => {
  const readmes = folders.map((folder) => `src/${folder}/README.md`);
  expect(readmes.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(readmes.filter((file) => linesOf(file) > 15)).toEqual([]);
  expect(linesOf("ARCHITECTURE.md")).toBeLessThanOrEqual(150);
  expect(linesOf("src/session/execute.ts")).toBeLessThanOrEqual(70);
});

describe("the check finds", () => {
  test.each([
    ["src/sql/lexer.ts", 'import { a } from "../planner/plan.ts";', "sql may not import planner"],
    ["src/planner/plan.ts", 'import type { Call } from "../connector/call.ts";', "planner may not import connector"],
    ["src/common/value.ts", 'export { a } from "../sql/ast.ts";', "common may not import sql"],
    ["src/output/output.ts", 'const a = await import("../catalog/model.ts");', "output may not import catalog"],
    ["src/mock/mock.ts", 'type A = import("../catalog/model.ts").Method;', "mock may not import catalog"],
    ["src/session/run.ts", 'import Ajv from "ajv";', "session may not use the package ajv"],
    ["src/session/run.ts", 'import { test } from "vitest";', "session may not use the package vitest"],
    ["src/cli/main.ts", 'import { a } from "../mock/harness.ts";', "what ships may not import what only tests use"],
    ["src/cli/main.ts", 'import { a } from "../../test/x.ts";', "it lies outside src/"],
    [
      "src/cli/main.ts",
      "const a = await import(name);",
      "a module that is named when the code runs needs a line in the table",
    ],
    ["src/attic/a.ts", 'import { a } from "../sql/ast.ts";', "a folder is missing in the table of arrows"],
  ])("in %s: %s", (file, text, complaint) => {
    const specifier = importsOf(text)[0] ?? computed;
    expect(complaintsAbout(file, importsOf(text))).toEqual([`${file} imports ${specifier}: ${complaint}`]);
  });

  test.each([
    ["src/sql/lexer.ts", 'import { a } from "../common/value.ts";'],
    ["src/session/execute.ts", 'import { a } from "../planner/plan.ts"; import { join } from "node:path";'],
    ["src/sql/lexer.test.ts", 'import { test } from "vitest"; import { a } from "../planner/plan.ts";'],
  ])("nothing in %s: %s", (file, text) => expect(complaintsAbout(file, importsOf(text))).toEqual([]));
});

test("tests and their harnesses are told from what ships", () => {
  expect(["src/a/b.test.ts", "src/mock/harness.ts", "src/connector/test-server.ts"].map(isTestFile)).toEqual([
    true,
    true,
    true,
  ]);
  expect(isTestFile("src/connector/connector.ts")).toBe(false);
});
