/** Nothing is exported that nobody imports. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, test } from "vitest";
import { unusedExports, type Source } from "./architecture/exports.ts";

const root = join(import.meta.dirname, "..");

/** What others call: the face of the package, and what scripts begin with. */
const faces = ["src/index.ts", "src/cli/exec-line.ts", "src/authoring/extract-main.ts"];

function sourcesIn(folder: string): readonly Source[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name));
  return files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { file: relative(root, path).split(sep).join("/"), text: readFileSync(path, "utf8") };
  });
}

test("every export of src is imported somewhere", () => {
  const sources = ["src", "test", "bench", "scripts"].flatMap(sourcesIn);
  expect(sources.length).toBeGreaterThan(500);
  expect(unusedExports(sources, faces).map(({ file, name }) => `${file} ${name}`)).toEqual([]);
});

test.each([
  ['import { a } from "./a.ts"', []],
  ['import { type a } from "./a.ts"', []],
  ['import * as all from "./a.ts"', []],
  ['export { a } from "./a.ts"', []],
  ['export * from "./a.ts"', []],
  ['const { a } = await import("./a.ts")', []],
  ['const one = (await import("./a.ts")).a', []],
  ['type A = import("./a.ts").a', []],
  ['import { b } from "./a.ts"', ["a"]],
  ['import "./a.ts"', ["a"]],
  ['import { a } from "../a.ts"', ["a"]],
  ["const a = 1", ["a"]],
])("where another file says %s, unused is %j", (text, expected) => {
  const sources = [
    { file: "src/x/a.ts", text: "export const a = 1" },
    { file: "test/user.ts", text: "" },
    { file: "src/x/b.ts", text },
  ];
  expect(unusedExports(sources, ["src/x/b.ts"]).map(({ name }) => name)).toEqual(expected);
});

test.each([
  "export function a() {}",
  "export class a {}",
  "export interface a {}",
  "export type a = 1",
  "export const a = 1, b = 2",
  "const a = 1; export { a }",
])("%s is an export", (text) => {
  expect(unusedExports([{ file: "src/a.ts", text }], [])[0]).toEqual({ file: "src/a.ts", name: "a" });
});
