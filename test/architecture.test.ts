/** The house stays as ARCHITECTURE.md draws it: every import of every source file against the table of arrows. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { arrows, complaintsAbout, computedImports, isTestFile, packages, testPackages } from "./architecture/arrows.ts";
import { computed, importsOf } from "./architecture/imports.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const lines = (file: string): number => read(file).trimEnd().split("\n").length;

const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));

const folders = readdirSync(join(root, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe("imports", () => {
  test("of every source file follow the arrows", () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.flatMap((file) => complaintsAbout(file, importsOf(read(file))))).toEqual([]);
  });

  test("arrows lead down only", () => {
    const order = Object.keys(arrows);
    const upward = Object.entries(arrows).flatMap(([from, targets]) =>
      targets.filter((to) => to !== "root" && order.indexOf(to) >= order.indexOf(from)).map((to) => `${from} → ${to}`),
    );
    expect(upward).toEqual([]);
  });

  test("the tables hold no more than there is", () => {
    expect(folders.toSorted()).toEqual(
      Object.keys(arrows)
        .filter((name) => name !== "root")
        .toSorted(),
    );
    const used = new Set(files.flatMap((file) => complaintKeys(file)));
    const declared = Object.entries(packages).flatMap(([folder, names]) => names.map((name) => `${folder} ${name}`));
    expect(declared.filter((one) => !used.has(one))).toEqual([]);
    const stale = Object.keys(computedImports).filter((file) => !importsOf(read(file)).includes(computed));
    expect(stale).toEqual([]);
  });

  /** `folder package` for the packages that a file that ships imports. */
  function complaintKeys(file: string): string[] {
    if (isTestFile(file)) return [];
    const specifiers = [...importsOf(read(file)), ...(computedImports[file] ?? [])];
    return specifiers.filter((one) => !/^(\.|node:|\()/.test(one)).map((one) => `${file.split("/")[1]} ${one}`);
  }

  test("what ships needs no package at run time but the SQLite driver of old Nodes", () => {
    const manifest = JSON.parse(read("package.json")) as { readonly [key: string]: object };
    expect(manifest["dependencies"]).toBeUndefined();
    expect(Object.keys(manifest["optionalDependencies"] ?? {})).toEqual(["@photostructure/sqlite"]);
    const known = Object.keys({ ...manifest["devDependencies"], ...manifest["optionalDependencies"] });
    expect(known).toEqual(expect.arrayContaining([...Object.values(packages).flat(), ...testPackages]));
  });
});

describe("the reader of imports", () => {
  test.each([
    ['import { a } from "./x.ts"', ["./x.ts"]],
    ['import "./x.ts"', ["./x.ts"]],
    ['import type { A } from "./x.ts"', ["./x.ts"]],
    ['import { type A } from "./x.ts"', ["./x.ts"]],
    ['export { a } from "./x.ts"', ["./x.ts"]],
    ['export type { A } from "./x.ts"', ["./x.ts"]],
    ['export * as x from "./x.ts"', ["./x.ts"]],
    ['const x = await import("./x.ts")', ["./x.ts"]],
    ["const x = await import(name)", [computed]],
    ['type A = import("./x.ts").A', ["./x.ts"]],
    ['let a: typeof import("./x.ts")', ["./x.ts"]],
    ['const x = require("ajv")', ["ajv"]],
    ['const x = createRequire(import.meta.url)("ajv")', ["ajv"]],
    ['// import "./x.ts"\nconst text = \'import "./x.ts"\'', []],
    ["export const a = 1", []],
  ])("finds in %j: %j", (text, expected) => {
    expect(importsOf(text)).toEqual(expected);
  });
});

describe("the check of imports", () => {
  test.each([
    ["src/common/error.ts", "../sql/ast.ts", "common may not import sql"],
    ["src/sql/parser/select.ts", "../../planner/plan.ts", "sql may not import planner"],
    ["src/connector/connector.ts", "../sql/ast.ts", "connector may not import sql"],
    ["src/planner/plan.ts", "../connector/call.ts", "planner may not import connector"],
    ["src/planner/plan.ts", "../execution/run.ts", "planner may not import execution"],
    ["src/execution/run.ts", "../session/session.ts", "execution may not import session"],
    ["src/session/session.ts", "../output/output.ts", "session may not import output"],
    ["src/session/session.ts", "../version.ts", "session may not import root"],
    ["src/mock/server.ts", "../catalog/model.ts", "mock may not import catalog"],
    ["src/output/format.ts", "../cli/flags.ts", "output may not import cli"],
    ["src/library.ts", "./cli/flags.ts", "root may not import cli"],
    ["src/sql/parser.ts", "./parser/select", "imports end with .ts"],
    ["src/sql/parser.ts", "../../test/sql/harness.ts", "it lies outside src/"],
    ["src/sql/parser.ts", "./parser.test.ts", "what ships may not import what only tests use"],
    ["src/connector/connector.ts", "./test-server.ts", "what ships may not import what only tests use"],
    ["src/mock/server.ts", "./harness.ts", "what ships may not import what only tests use"],
    ["src/cli/main.ts", "../catalog/fixture.ts", "what ships may not import what only tests use"],
    ["src/pgwire/server.ts", "../common/error.ts", "a folder is missing in the table of arrows"],
    ["src/session/session.ts", "js-yaml", "session may not use the package js-yaml"],
    [
      "src/connector/connector.ts",
      "@photostructure/sqlite",
      "connector may not use the package @photostructure/sqlite",
    ],
    ["src/catalog/model.ts", "left-pad/lib/pad.js", "catalog may not use the package left-pad"],
    ["src/cli/main.ts", "vitest", "cli may not use the package vitest"],
    ["src/cli/main.ts", "fs", "cli may not use the package fs"],
    ["src/cli/main.ts", computed, "a module that is named when the code runs needs a line in the table"],
    ["src/sql/parser.test.ts", "left-pad", "sql may not use the package left-pad"],
  ])("%s importing %s is told", (file, specifier, complaint) => {
    expect(complaintsAbout(file, [specifier])).toEqual([`${file} imports ${specifier}: ${complaint}`]);
  });

  test.each([
    ["src/sql/ast.ts", "../common/span.ts"],
    ["src/sql/parser/select.ts", "../ast.ts"],
    ["src/cli/main.ts", "../mock/server.ts"],
    ["src/library.ts", "./version.ts"],
    ["src/cli/main.ts", "node:fs"],
    ["src/catalog/registry/install.ts", "js-yaml"],
    ["src/connector/transport/sockets.ts", "https-proxy-agent"],
    ["src/mock/mock.test.ts", "../session/session.ts"],
    ["src/mock/harness.ts", "vitest"],
    ["src/execution/backends/sqlite/driver.ts", computed],
  ])("%s may import %s", (file, specifier) => {
    expect(complaintsAbout(file, [specifier])).toEqual([]);
  });
});

describe("pages stay short", () => {
  test.each(folders)("src/%s has a README of at most 15 lines", (folder) => {
    expect(existsSync(join(root, "src", folder, "README.md"))).toBe(true);
    expect(lines(`src/${folder}/README.md`)).toBeLessThanOrEqual(15);
  });

  test("ARCHITECTURE.md has at most 150 lines and a row for each folder", () => {
    expect(lines("ARCHITECTURE.md")).toBeLessThanOrEqual(150);
    for (const folder of folders) expect(read("ARCHITECTURE.md")).toMatch(new RegExp(`^\\| ${folder} \\|`, "m"));
  });

  test("the pipeline is one file of at most 70 lines", () => {
    expect(lines("src/session/execute.ts")).toBeLessThanOrEqual(70);
  });
});
