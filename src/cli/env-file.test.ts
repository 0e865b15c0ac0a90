import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEnvFile } from "./env-file.ts";

function fileWith(text: string) {
  const path = join(mkdtempSync(join(tmpdir(), "env-file-")), "a.env");
  writeFileSync(path, text);
  return { path, write: (next: string) => writeFileSync(path, next), remove: () => rmSync(path) };
}

test("the file wins over the process; what it leaves empty is unset", () => {
  const { environment } = openEnvFile(fileWith("A=file\nB=\n").path, { A: "process", B: "process", C: "process" });
  expect(["A", "B", "C", "D"].map(environment)).toEqual(["file", undefined, "process", undefined]);
});

test("a file that changed is read again when it is asked for, and not before", () => {
  const file = fileWith("A=one\n");
  const { environment, refresh } = openEnvFile(file.path, {});
  file.write("A=two\n");
  expect(environment("A")).toBe("one");
  expect([refresh(), environment("A"), refresh()]).toEqual([true, "two", false]);
});

test("a file that is gone or broken leaves what was read before", () => {
  const file = fileWith("A=one\n");
  const { environment, refresh } = openEnvFile(file.path, {});
  file.write("no line of the form");
  expect([refresh(), environment("A")]).toEqual([false, "one"]);
  file.remove();
  expect([refresh(), environment("A")]).toEqual([false, "one"]);
});

test("without a file there is nothing to read again", () => {
  const { environment, refresh } = openEnvFile("", { A: "process" });
  expect([refresh(), environment("A")]).toEqual([false, "process"]);
});
