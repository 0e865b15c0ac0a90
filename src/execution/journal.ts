/** What is noted of every call that changes something: before it is sent, and when it is known what became of it. */
import type { EngineError } from "../common/error.ts";
import type { JsonValue } from "../common/value.ts";
import type { Undo } from "./undo.ts";

export interface CallJournal {
  /** Notes that a call is about to be sent. Throws `io_error` where the note cannot be kept: nothing is sent then. */
  sending(call: SentCall): CallEntry;
}

export interface SentCall {
  /** `INSERT`, … as the statement says. */
  readonly verb: string;
  /** `provider.service.resource`. */
  readonly resource: string;
  /** The id of the method. */
  readonly operation: string;
  readonly httpMethod: string;
  /** With secrets masked. */
  readonly url: string;
}

export interface CallEntry {
  done(answer: CallAnswer): void;
  failed(error: EngineError, isUnknown: boolean): void;
}

export interface CallAnswer {
  readonly status: number | undefined;
  /** What tells the object that was made or changed from others. */
  readonly identity: { readonly [name: string]: JsonValue };
  /** Absent where the documents declare no way back, or the response lacks what it needs. */
  readonly undo?: Undo | undefined;
}
