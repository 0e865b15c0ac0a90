/** The one transaction that a session may have open: writes that wait for COMMIT, or that were sent already. */
import type { Span } from "../common/span.ts";
import type { PhysicalPlan } from "../planner/plan.ts";
import type { JournalEntry } from "./journal.ts";
import type { RollbackType } from "./settings.ts";

/** A write that waits, planned already. */
export interface QueuedWrite {
  readonly plan: PhysicalPlan;
  /** The text that the spans of the plan refer to. */
  readonly text: string;
  /** Of the statement in it. */
  readonly span: Span;
}

/** What holds from the outermost BEGIN to its end. */
export interface TransactionTerms {
  readonly rollback: RollbackType;
  readonly readOnly: boolean;
}

/** What a transaction leaves behind. */
export interface EndedTransaction extends TransactionTerms {
  /** What waited, in order. */
  readonly writes: readonly QueuedWrite[];
  /** What was sent, in order. */
  readonly sent: JournalEntry[];
}

/** A place to go back to: a BEGIN, or a savepoint, which has a name. */
interface Mark {
  readonly savepoint: string | undefined;
  readonly writes: number;
  readonly sent: number;
  readonly local: number;
}

const none: TransactionTerms = { rollback: "nop", readOnly: false };

export class TransactionState {
  #terms = none;
  #marks: Mark[] = [];
  #writes: QueuedWrite[] = [];
  #sent: JournalEntry[] = [];
  #local = 0;
  #failed = false;

  /** How many BEGIN wait for their end; 0 where no transaction is open. */
  get depth(): number {
    return this.#marks.filter(({ savepoint }) => savepoint === undefined).length;
  }

  get isOpen(): boolean {
    return this.#marks.length > 0;
  }

  /** True once a statement in it failed: it can only be rolled back. */
  get isFailed(): boolean {
    return this.#failed;
  }

  get terms(): TransactionTerms {
    return this.#terms;
  }

  /** Where calls are kept that ROLLBACK undoes; undefined where it undoes none. */
  get sent(): JournalEntry[] | undefined {
    return this.isOpen && this.#terms.rollback === "eager" ? this.#sent : undefined;
  }

  /** How many changes of views, tables and connections of the session's own were made since BEGIN: they stand. */
  get local(): number {
    return this.#local;
  }

  /** Notes one of them; nothing where no transaction is open. */
  addLocal(): void {
    if (this.isOpen) this.#local++;
  }

  /** Opens a transaction, or one inside of it, which keeps the terms of the outer one. */
  begin(terms: TransactionTerms): void {
    if (!this.isOpen) this.#terms = terms;
    this.#mark(undefined);
  }

  setReadOnly(readOnly: boolean): void {
    this.#terms = { ...this.#terms, readOnly };
  }

  savepoint(name: string): void {
    this.#mark(name);
  }

  add(write: QueuedWrite): void {
    this.#writes.push(write);
  }

  /** Notes that a statement failed; nothing where no transaction is open. */
  fail(): void {
    this.#failed = this.isOpen;
  }

  /** Ends the innermost BEGIN: what was written in it belongs to the one around it. */
  merge(): void {
    this.#marks.length = Math.max(0, this.#innermost());
  }

  /** Forgets a savepoint and those after it. False where there is none of that name. */
  release(name: string): boolean {
    const index = this.#indexOf(name);
    if (index >= 0) this.#marks.length = index;
    return index >= 0;
  }

  /** Drops what was written since a savepoint, which stays; hands out what was sent. Undefined where there is none. */
  rollbackTo(name: string): JournalEntry[] | undefined {
    const index = this.#indexOf(name);
    if (index < 0) return undefined;
    const sent = this.#back(index);
    this.savepoint(name);
    return sent;
  }

  /** Ends the innermost BEGIN and drops what was written in it; hands out what was sent. */
  rollbackInner(): JournalEntry[] {
    return this.#back(Math.max(0, this.#innermost()));
  }

  /** Ends the transaction whole. */
  end(): EndedTransaction {
    const ended = { ...this.#terms, writes: this.#writes, sent: this.#sent };
    this.#terms = none;
    this.#marks = [];
    this.#writes = [];
    this.#sent = [];
    this.#local = 0;
    this.#failed = false;
    return ended;
  }

  #mark(savepoint: string | undefined): void {
    this.#marks.push({ savepoint, writes: this.#writes.length, sent: this.#sent.length, local: this.#local });
  }

  #back(index: number): JournalEntry[] {
    const { writes = 0, sent = 0, local = 0 } = this.#marks[index] ?? {};
    this.#local = local;
    this.#marks.length = index;
    this.#writes.length = writes;
    this.#failed = false;
    return this.#sent.splice(sent);
  }

  #innermost(): number {
    return this.#marks.findLastIndex(({ savepoint }) => savepoint === undefined);
  }

  /** Savepoints of an outer BEGIN are out of reach. */
  #indexOf(name: string): number {
    const index = this.#marks.findLastIndex(({ savepoint }) => savepoint === name);
    return index > this.#innermost() ? index : -1;
  }
}
