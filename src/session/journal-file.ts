/**
 * The journal as a file that outlives the process: a line of JSON for each note, on the disk before what it tells of
 * happens. A later note on the same call replaces the earlier one; a process that died leaves calls that are `sending`.
 */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import type { JournalFact } from "../catalog/session-facts.ts";
import { EngineError, reasonOf } from "../common/error.ts";
import { latestNotes, noteText } from "./journal-notes.ts";
import { type JournalLimits, journalLimits, shortenJournal } from "./shorten-journal.ts";

export interface JournalFile {
  /** Throws `io_error`. */
  append(fact: JournalFact): void;
  /** The latest note on each call, in the order in which they were sent; lines that were cut off are left out. */
  read(): readonly JournalFact[];
  close(): void;
}

/** Where the journal of a store stands. */
export function journalPath(store: string): string {
  return `${store}.calls`;
}

/** Another file cannot come to stand there more often while one note is written. */
const maximumAttempts = 10;

/** The file is made when the first call is noted, and shortened when it is large. */
export function journalFile(path: string, limits: JournalLimits = journalLimits): JournalFile {
  let file: number | undefined;
  let nextShortening = limits.bytes;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  /** The size of the file behind the note. */
  const write = (text: string): number => {
    for (let attempt = 1; ; attempt++) {
      // It tells of what a user owns: nobody else needs to read it.
      file ??= openSync(path, "a", 0o600);
      writeSync(file, text);
      fsyncSync(file);
      const { dev, ino, size } = fstatSync(file);
      const there = statSync(path, { throwIfNoEntry: false });
      if ((there?.dev === dev && there.ino === ino) || attempt === maximumAttempts) return size;
      // Another process has put a shorter one in its place.
      close();
    }
  };
  return {
    append: (fact) => {
      try {
        if (write(noteText(fact)) < nextShortening) return;
        shortenQuietly(path, limits);
        // What cannot be shortened is not tried again at once.
        nextShortening = limits.bytes / 2 + (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
      } catch (cause) {
        throw failure(`the journal cannot be written: ${reasonOf(cause)}`, cause);
      }
    },
    read: () =>
      // Whoever was sending is another process, which may be gone: what became of the call is not known here.
      latestNotes(textOf(path)).map((fact) => (fact.state === "sending" ? { ...fact, state: "unknown" } : fact)),
    close,
  };
}

/** The note is written: a disk that is full, or a system that lets nobody replace an open file, is in nobody's way. */
function shortenQuietly(path: string, limits: JournalLimits): void {
  try {
    shortenJournal(path, limits);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

function textOf(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  } catch (cause) {
    throw failure(`the journal cannot be read: ${reasonOf(cause)}`, cause);
  }
}

function failure(message: string, cause: unknown): EngineError {
  const hint = "It stands beside the file of --store and needs to be writable.";
  return new EngineError({ condition: "io_error", stage: "execute", message, hint, cause });
}
