/** How a journal is shortened: what is kept of it, and what hinders it. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JournalFact } from "../catalog/session-facts.ts";
import { journalFile } from "./journal-file.ts";
import { noteText } from "./journal-notes.ts";
import { shortenJournal } from "./shorten-journal.ts";

const day = 24 * 60 * 60 * 1000;
const limits = { bytes: 100_000, milliseconds: 30 * day };

function note(number: number, state: JournalFact["state"], daysAgo = 0): JournalFact {
  return {
    session: "s",
    number,
    statement: "DELETE FROM p.s.a WHERE id = 1",
    verb: "delete",
    operation: "p.s.a.delete",
    httpMethod: "DELETE",
    url: "https://p.test/a/1",
    state,
    startedAt: new Date(Date.now() - daysAgo * day).toISOString(),
    endedAt: null,
    status: null,
    identity: null,
    undo: null,
    undoes: null,
    error: null,
  };
}

/** The path of a journal with these notes in it. */
function journalOf(...notes: readonly JournalFact[]): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-shorten-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "store.db.calls");
  writeFileSync(path, notes.map(noteText).join(""), { mode: 0o600 });
  return path;
}

const statesIn = (path: string): unknown[][] =>
  journalFile(path)
    .read()
    .map(({ number, state }) => [number, state]);

const linesIn = (path: string): number => (readFileSync(path, "utf8").match(/[^\n]+/g) ?? []).length;

test("of each call the latest note stays, in a file of the owner only, with nothing beside it", () => {
  const path = journalOf(note(1, "sending"), note(2, "sending"), note(1, "done"), note(1, "undone"), note(2, "failed"));
  shortenJournal(path, limits);
  expect([statesIn(path), linesIn(path)]).toEqual([
    [
      [1, "undone"],
      [2, "failed"],
    ],
    2,
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(path, ".."))).toEqual(["store.db.calls"]);
});

test("a note that was written again behind a later one changes nothing", () => {
  const path = journalOf(note(1, "sending"), note(1, "done"), note(1, "sending"), note(2, "undone"), note(2, "done"));
  expect(statesIn(path)).toEqual([
    [1, "done"],
    [2, "undone"],
  ]);
});

test("settled calls of long ago go; what may still come to something stays, however old", () => {
  const path = journalOf(note(1, "done", 40), note(2, "sending", 40), note(3, "unknown", 40), note(4, "done", 20));
  shortenJournal(path, limits);
  expect(statesIn(path)).toEqual([
    [2, "unknown"],
    [3, "unknown"],
    [4, "done"],
  ]);
});

test("of settled calls as many of the latest stay as fit into half the limit", () => {
  const size = Buffer.byteLength(noteText(note(1, "done")));
  const path = journalOf(note(1, "unknown"), note(2, "done"), note(3, "done"), note(4, "done"));
  shortenJournal(path, { ...limits, bytes: size * 4 });
  expect(statesIn(path)).toEqual([
    [1, "unknown"],
    [3, "done"],
    [4, "done"],
  ]);
});

test("the file grows no further than the limit, while calls go on", () => {
  const path = journalOf();
  const file = journalFile(path, { ...limits, bytes: 20_000 });
  for (let number = 1; number <= 200; number++) {
    file.append(note(number, "sending"));
    file.append(note(number, "done"));
    expect(statSync(path).size).toBeLessThan(21_000);
  }
  file.close();
  expect(statesIn(path).at(-1)).toEqual([200, "done"]);
  expect(statesIn(path).some(([, state]) => state !== "done")).toBe(false);
});

test("a file that was taken away is made anew with the note that finds it gone", () => {
  const path = journalOf();
  const file = journalFile(path);
  file.append(note(1, "done"));
  rmSync(path);
  file.append(note(2, "done"));
  file.close();
  expect(statesIn(path)).toEqual([[2, "done"]]);
});

test("while another process is at it nothing happens; what a dead one left behind goes", () => {
  const path = journalOf(note(1, "sending"), note(1, "done"));
  const lock = `${path}.lock`;
  writeFileSync(lock, "");
  shortenJournal(path, limits);
  expect([linesIn(path), existsSync(lock)]).toEqual([2, true]);
  utimesSync(lock, new Date(0), new Date(0));
  shortenJournal(path, limits);
  expect([linesIn(path), existsSync(lock)]).toEqual([2, false]);
  shortenJournal(path, limits);
  expect([linesIn(path), existsSync(lock)]).toEqual([1, false]);
});
