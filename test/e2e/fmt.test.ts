/** `tributary fmt`: streams, files and exit codes. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, tributary } from "./harness.ts";

test("standard input is printed in the layout", async () => {
  const run = await tributary(["fmt"], { input: "select 1; -- one\n" });
  expect(run).toMatchObject({ code: 0, stdout: "SELECT 1; -- one\n", stderr: "" });
});

test("--check lists what differs, --write mends it", async () => {
  const folder = await folderWith({ "a.sql": "select 1", "b.sql": "SELECT 2\n" });
  const [a, b] = [join(folder, "a.sql"), join(folder, "b.sql")];
  expect(await tributary(["fmt", "--check", a, b])).toMatchObject({ code: 1, stdout: `${a}\n`, stderr: "" });
  expect(await tributary(["fmt", "--write", a, b])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(await readFile(a, "utf8")).toBe("SELECT 1\n");
  expect(await tributary(["fmt", "--check", a, b])).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

test("a script that does not parse is named, and the others are printed", async () => {
  const folder = await folderWith({ "a.sql": "selec 1", "b.sql": "select 2" });
  const run = await tributary(["fmt", join(folder, "a.sql"), join(folder, "b.sql")]);
  expect(run).toMatchObject({ code: 1, stdout: "SELECT 2\n" });
  expect(run.stderr).toContain(join(folder, "a.sql"));
});

test("--lint prints place, code and mend", async () => {
  const run = await tributary(["fmt", "--lint"], { input: "SELECT 1\nWHERE 1 = NULL" });
  const stdout = "-:2:7 equals-null: a comparison with NULL is never true. Write IS NULL or IS NOT NULL.\n";
  expect(run).toMatchObject({ code: 1, stdout, stderr: "" });
});

test("ways that exclude each other are refused", async () => {
  expect(await tributary(["fmt", "--check", "--lint"], { input: "" })).toMatchObject({ code: 2, stdout: "" });
});
