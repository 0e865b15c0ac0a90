/** Several calls of one statement: what became of each, and the error that tells it where some failed. */
import type { CallOutcome } from "../../common/call-outcome.ts";
import { type EngineError, toEngineError } from "../../common/error.ts";
import type { Batch } from "../../common/value.ts";
import type { RequestPreview } from "../../connector/call.ts";

interface Attempt {
  readonly request: string;
  status: CallOutcome["status"];
  error?: EngineError;
}

type Open = (signal: AbortSignal) => AsyncIterable<Batch>;

/** Keeps account of calls. A failure lets those in flight end; later ones start only where that is wanted. */
export class Attempts {
  readonly #all: Attempt[] = [];
  readonly #continues: boolean;

  constructor(continues: boolean) {
    this.#continues = continues;
  }

  /** Calls that succeeded. */
  get done(): number {
    return this.#count("done");
  }

  /** The call as a stream that ends, instead of failing, where the call fails. */
  add({ httpMethod, url, body }: RequestPreview, open: Open): Open {
    const request = [httpMethod, url, ...(body === undefined ? [] : [body])].join(" ");
    const attempt: Attempt = { request, status: "not sent" };
    this.#all.push(attempt);
    return (signal) => this.#run(attempt, open, signal);
  }

  async *#run(attempt: Attempt, open: Open, signal: AbortSignal): AsyncIterable<Batch> {
    if (!this.#continues && this.#failed.length > 0) return;
    attempt.status = "unknown";
    try {
      yield* open(signal);
      attempt.status = "done";
    } catch (error) {
      if (signal.aborted) throw error;
      attempt.status = "failed";
      attempt.error = toEngineError(error);
    }
  }

  get #failed(): Attempt[] {
    return this.#all.filter(({ status }) => status === "failed");
  }

  #count(wanted: CallOutcome["status"]): number {
    return this.#all.filter(({ status }) => status === wanted).length;
  }

  /** Throws the first failure, with what became of all calls. */
  throwIfFailed(): void {
    const [first] = this.#failed;
    if (first?.error !== undefined) throw this.explain(first.error);
  }

  /** An error of one call with what became of the others; itself where there are none. */
  explain(thrown: unknown): EngineError {
    const error = toEngineError(thrown);
    if (this.#all.length < 2) return error;
    const outcomes = this.#all.map(({ request, status, error: reason }) => ({
      request,
      status,
      ...(reason === undefined ? {} : { message: reason.message }),
    }));
    const hint = [this.#summary(), error.hint].filter((part) => part !== undefined).join(" ");
    return error.with({ hint, outcomes });
  }

  #summary(): string {
    const counts = { failed: this.#count("failed"), unsent: this.#count("not sent") };
    const parts = [
      `${this.done} of ${this.#all.length} operations succeeded`,
      ...(counts.failed === 0 ? [] : [`${counts.failed} failed`]),
      ...(counts.unsent === 0 ? [] : [`${counts.unsent} ${counts.unsent === 1 ? "was" : "were"} not sent`]),
    ];
    const mend = counts.unsent > 0 && !this.#continues ? " /*+ CONTINUE */ after the verb tries all." : "";
    return `${parts.join(", ")}.${mend}`;
  }
}
