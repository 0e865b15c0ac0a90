/**
 * Keeps the file of a journal from growing for ever. What is kept goes into a new file that takes the place of the old
 * one by a rename. Other processes may be writing all the while and wait for nobody: what they wrote to the old file
 * until then is copied behind it, and whoever writes to it later sees that it is no longer the one at that path, and
 * writes its note again (`journal-file.ts`). Notes may so stand there twice, and an early one behind a later one: `latestNotes` passes over it.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import type { JournalFact } from "../catalog/session-facts.ts";
import { latestNotes, noteText } from "./journal-notes.ts";

export interface JournalLimits {
  /** The size from which on it is shortened. */
  readonly bytes: number;
  /** How long calls are kept of which it is known what became. */
  readonly milliseconds: number;
}

export const journalLimits: JournalLimits = { bytes: 8 * 1024 * 1024, milliseconds: 30 * 24 * 60 * 60 * 1000 };

/** What takes longer was left behind by a process that died. */
const abandonedMilliseconds = 60_000;

/**
 * Leaves the latest note on each call: of those that are settled, as many of the latest as fit into half the limit and
 * are not too old. What may still come to something is always kept. Does nothing where another process is at it.
 * Throws as `fs` does; the file is then what it was.
 */
export function shortenJournal(path: string, limits: JournalLimits = journalLimits): void {
  const lock = `${path}.lock`;
  if (!isTaken(lock)) return;
  const unfinished = `${path}.new`;
  try {
    const old = openSync(path, "r");
    try {
      const text = readFrom(old, 0);
      writeNotes(
        unfinished,
        "w",
        keptOf(latestNotes(text.toString("utf8")), limits)
          .map(noteText)
          .join(""),
      );
      renameSync(unfinished, path);
      // A line that was on its way then is read again, whole.
      const late = readFrom(old, text.lastIndexOf("\n") + 1);
      if (late.length > 0) writeNotes(path, "a", `\n${late.toString("utf8")}`);
    } finally {
      closeSync(old);
    }
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(lock, { force: true });
  }
}

/** True where the lock is ours now. One that was left behind is removed, for the next who tries. */
function isTaken(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > abandonedMilliseconds) rmSync(lock, { force: true });
    return false;
  }
}

function keptOf(facts: readonly JournalFact[], { bytes, milliseconds }: JournalLimits): readonly JournalFact[] {
  const oldest = new Date(Date.now() - milliseconds).toISOString();
  let room = bytes / 2;
  const kept: JournalFact[] = [];
  for (const fact of facts.toReversed()) {
    const isSettled = fact.state !== "sending" && fact.state !== "unknown";
    room -= Buffer.byteLength(noteText(fact));
    if (!isSettled || (room >= 0 && fact.startedAt >= oldest)) kept.push(fact);
  }
  return kept.toReversed();
}

function readFrom(file: number, start: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - start));
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
}

/** On the disk when it returns. */
function writeNotes(path: string, mode: "w" | "a", text: string): void {
  const file = openSync(path, mode, 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
