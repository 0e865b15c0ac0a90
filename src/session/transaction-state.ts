/** The one transaction that a session may have open: writes that wait for COMMIT. */
import type { Span } from "../common/span.ts";
import type { PhysicalPlan } from "../planner/plan.ts";

/** A write that waits, planned already. */
export interface QueuedWrite {
  readonly plan: PhysicalPlan;
  /** The text that the spans of the plan refer to. */
  readonly text: string;
  /** Of the statement in it. */
  readonly span: Span;
}

export interface TransactionState {
  readonly isOpen: () => boolean;
  /** True once a statement in it failed: it can only be rolled back. */
  readonly isFailed: () => boolean;
  readonly begin: () => void;
  readonly add: (write: QueuedWrite) => void;
  /** Ends the transaction and hands out what waited, in order. */
  readonly end: () => readonly QueuedWrite[];
  /** Notes that a statement failed; nothing where none is open. */
  readonly fail: () => void;
}

export function createTransactionState(): TransactionState {
  let queued: QueuedWrite[] | undefined;
  let failed = false;
  return {
    isOpen: () => queued !== undefined,
    isFailed: () => failed,
    begin: () => {
      queued = [];
      failed = false;
    },
    add: (write) => void queued?.push(write),
    end: () => {
      const ended = queued ?? [];
      queued = undefined;
      failed = false;
      return ended;
    },
    fail: () => {
      failed = queued !== undefined;
    },
  };
}
