/**
 * The journal as a file that outlives the process: a line of JSON for each note, on the disk before what it tells of
 * happens. A later note on the same call replaces the earlier one; a process that died leaves calls that are `sending`.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { JournalFact } from "../catalog/session-facts.ts";
import { EngineError, reasonOf } from "../common/error.ts";

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

/** The file is made when the first call is noted. */
export function journalFile(path: string): JournalFile {
  let file: number | undefined;
  return {
    append: (fact) => {
      try {
        // It tells of what a user owns: nobody else needs to read it.
        file ??= openSync(path, "a", 0o600);
        // A line that a dead process left unfinished must not swallow this one.
        writeSync(file, `\n${JSON.stringify(fact)}\n`);
        fsyncSync(file);
      } catch (cause) {
        throw failure(`the journal cannot be written: ${reasonOf(cause)}`, cause);
      }
    },
    read: () => {
      const latest = new Map<string, JournalFact>();
      for (const fact of linesOf(path).flatMap(factOf)) latest.set(`${fact.session} ${fact.number}`, fact);
      // Whoever was sending is another process, which may be gone: what became of the call is not known here.
      return [...latest.values()].map((fact) => (fact.state === "sending" ? { ...fact, state: "unknown" } : fact));
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function linesOf(path: string): readonly string[] {
  try {
    return existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  } catch (cause) {
    throw failure(`the journal cannot be read: ${reasonOf(cause)}`, cause);
  }
}

function factOf(line: string): readonly JournalFact[] {
  try {
    const fact: unknown = JSON.parse(line);
    return isFact(fact) ? [fact] : [];
  } catch {
    return [];
  }
}

function isFact(value: unknown): value is JournalFact {
  return typeof value === "object" && value !== null && "session" in value && "number" in value && "state" in value;
}

function failure(message: string, cause: unknown): EngineError {
  const hint = "It stands beside the file of --store and needs to be writable.";
  return new EngineError({ condition: "io_error", stage: "execute", message, hint, cause });
}
