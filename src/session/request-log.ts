/** Remembers the latest requests of a session from its events, for `tributary.requests`. */
import type { RequestFact } from "../catalog/session-facts.ts";
import type { EngineEvent } from "../common/event.ts";

/** Requests that are remembered; older ones are forgotten. */
const requestLogSize = 1000;

type Entry = { -readonly [K in keyof RequestFact]: RequestFact[K] };

export class RequestLog {
  /** A ring: the next entry goes to `#next`, where the oldest is once it is full. */
  readonly #entries: Entry[] = [];
  readonly #open = new Map<number, Entry>();
  readonly #attempts = new Map<number, number>();
  readonly #size: number;
  #next = 0;

  constructor(size = requestLogSize) {
    this.#size = size;
  }

  /** Takes every event of the session; those that are not about requests change nothing. */
  see(event: EngineEvent): void {
    if (event.kind === "request-sent") this.#start(event);
    else if (event.kind === "response-received") this.#end(event);
    else if (event.kind === "request-retried") {
      const tried = this.#attempts.get(event.id);
      this.#attempts.set(event.id, (tried ?? 1) + 1);
    }
  }

  /** The remembered requests, oldest first. */
  requests(): readonly RequestFact[] {
    return [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
  }

  #start({ id, method, url, operation, connection }: Extract<EngineEvent, { kind: "request-sent" }>): void {
    const attempt = this.#attempts.get(id) ?? 1;
    const answer = { status: undefined, milliseconds: undefined, bytes: undefined };
    const entry = { id, attempt, startedAt: new Date(), connection, operation, httpMethod: method, url, ...answer };
    const forgotten = this.#entries[this.#next];
    if (forgotten !== undefined && this.#open.get(forgotten.id) === forgotten) this.#forget(forgotten.id);
    this.#entries[this.#next] = entry;
    this.#open.set(id, entry);
    this.#next = (this.#next + 1) % this.#size;
  }

  #end({ id, status, milliseconds, bytes }: Extract<EngineEvent, { kind: "response-received" }>): void {
    const entry = this.#open.get(id);
    if (entry !== undefined) Object.assign(entry, { status, milliseconds, bytes });
  }

  #forget(id: number): void {
    this.#open.delete(id);
    this.#attempts.delete(id);
  }
}
