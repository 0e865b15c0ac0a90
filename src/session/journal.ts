/** The journal of a session: every call that changes something, noted before it is sent and when it is answered. */
import type { JournalFact } from "../catalog/session-facts.ts";
import { type EngineError, toEngineError } from "../common/error.ts";
import { redact } from "../common/redact.ts";
import { stringifyJson } from "../common/value.ts";
import type { CallEntry, CallJournal, SentCall } from "../execution/journal.ts";
import type { Undo } from "../execution/undo.ts";
import { shownStatement } from "./shown-statement.ts";
import type { JournalFile } from "./journal-file.ts";

/** How many calls a session remembers; the file, where there is one, keeps all. */
const journalSize = 10_000;

/** A call that was sent, and what is known of it by now. */
export interface JournalEntry {
  readonly fact: JournalFact;
  readonly verb: string;
  readonly resource: string;
  readonly undo: Undo | undefined;
}

/** The statement that calls are noted for. */
export interface NotedStatement {
  readonly statement: string;
  /** Receives the calls too: a transaction must not forget any. */
  readonly sent?: JournalEntry[] | undefined;
  /** The entry that the call undoes. */
  readonly undoes?: JournalEntry | undefined;
}

type Open = { -readonly [K in keyof JournalEntry]: JournalEntry[K] };

export class Journal {
  readonly #newName: () => string;
  #name: string | undefined;
  readonly #file: JournalFile | undefined;
  readonly #entries: JournalEntry[] = [];
  #last = 0;

  /** `newName` names the session, once a call is noted: most sessions note none. */
  constructor(newName: () => string, file: JournalFile | undefined) {
    this.#newName = newName;
    this.#file = file;
  }

  /** Where the calls of a statement are noted. */
  for(noted: NotedStatement): CallJournal {
    return { sending: (call) => this.#sending(noted, call) };
  }

  /** Notes that the object of an entry is as it was before. */
  undone(entry: JournalEntry): void {
    this.#note(entry, { state: "undone" });
  }

  /** What the file holds of other sessions, then the calls of this one, in order. */
  facts(): readonly JournalFact[] {
    const others = (this.#file?.read() ?? []).filter(({ session }) => session !== this.#name);
    return [...others, ...this.#entries.map(({ fact }) => fact)];
  }

  close(): void {
    this.#file?.close();
  }

  #sending({ statement, sent, undoes }: NotedStatement, call: SentCall): CallEntry {
    const { verb, resource, operation, httpMethod, url } = call;
    const fact: JournalFact = {
      session: (this.#name ??= this.#newName()),
      number: ++this.#last,
      // The request is built by now, so that the secrets of the statement are known.
      statement: shownStatement(statement),
      verb,
      operation,
      httpMethod,
      url,
      state: "sending",
      startedAt: new Date().toISOString(),
      endedAt: null,
      status: null,
      identity: null,
      undo: null,
      undoes: undoes?.fact.number ?? null,
      error: null,
    };
    const entry: Open = { fact, verb, resource, undo: undefined };
    this.#file?.append(fact);
    this.#entries.push(entry);
    if (this.#entries.length > journalSize) this.#entries.shift();
    sent?.push(entry);
    return {
      done: ({ status = null, identity, undo }) => {
        entry.undo = undo;
        const named = Object.keys(identity).length === 0 ? null : redact(stringifyJson(identity));
        const undoText = undo === undefined ? null : shownStatement(undo.statement);
        this.#end(entry, { state: "done", status, identity: named, undo: undoText });
      },
      failed: (error, isUnknown) => {
        this.#end(entry, { state: isUnknown ? "unknown" : "failed", error: textOf(error) });
      },
    };
  }

  #end(entry: Open, change: Partial<JournalFact>): void {
    this.#note(entry, { ...change, endedAt: new Date().toISOString() });
  }

  #note(entry: Open, change: Partial<JournalFact>): void {
    entry.fact = { ...entry.fact, ...change };
    this.#file?.append(entry.fact);
  }
}

function textOf(error: EngineError): string {
  return redact(toEngineError(error).message);
}
