/** Several processes that write one journal, each shortening it whenever it is large: no note is lost. */
import { statSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { journalFile } from "../../src/session/journal-file.ts";
import { folderWith, root, runProcess } from "./harness.ts";

const limit = 12_000;
const calls = 150;
const writers = ["a", "b", "c", "d"];

/** Every tenth call is never answered; the others are. */
const program = `
import { journalFile } from "./journal-file.mjs";
const [path, session] = process.argv.slice(2);
const file = journalFile(path, { bytes: ${limit}, milliseconds: 1e9 });
for (let number = 1; number <= ${calls}; number++) {
  const fact = { session, number, state: "sending", startedAt: new Date().toISOString(), statement: "x".repeat(100) };
  file.append(fact);
  if (number % 10 !== 0) file.append({ ...fact, state: "done" });
}
file.close();
`;

// verifies: catalog.journal
test("what was answered is known to be, what was not stays, and the file stays small", async () => {
  const folder = await folderWith();
  const [path, script] = [join(folder, "kept.db.calls"), join(folder, "writer.mjs")];
  const entryPoints = [join(root, "src/session/journal-file.ts")];
  await build({
    entryPoints,
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: join(folder, "journal-file.mjs"),
  });
  await writeFile(script, program);
  const runs = await Promise.all(writers.map((name) => runProcess(process.execPath, [script, path, name])));
  expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(writers.map(() => [0, ""]));
  const facts = journalFile(path).read();
  const open = facts.filter(({ state }) => state !== "done").map(({ session, number }) => `${session} ${number}`);
  const unanswered = Array.from({ length: calls / 10 }, (_, index) => (index + 1) * 10);
  expect(open.sort()).toEqual(writers.flatMap((name) => unanswered.map((number) => `${name} ${number}`)).sort());
  expect(statSync(path).size).toBeLessThan(3 * limit);
  expect((await readdir(folder)).sort()).toEqual(["journal-file.mjs", "kept.db.calls", "writer.mjs"]);
});
