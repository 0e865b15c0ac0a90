/**
 * Limits the requests in flight per host; those above the limit wait in the order in which they came. The limit adapts
 * to the host: it is halved when the host says that there are too many, and creeps up again as it stops saying so.
 */
import { canceled, throwIfCanceled } from "../failure.ts";
import { PerHost } from "./per-host.ts";
import type { Layer } from "./message.ts";

/** The layer; one instance serves all calls of a connector. A waiting request leaves the queue when it is canceled. */
export function limitConcurrency(limit: number): Layer {
  const hosts = new PerHost(() => new Slots(Math.max(1, limit)));
  return (next) => async (request, context) => {
    const slots = hosts.of(request.url);
    const generation = await slots.acquire(context.signal);
    let isTooMany = false;
    try {
      const response = await next(request, context);
      isTooMany = response.status === 429;
      return response;
    } finally {
      slots.release(isTooMany ? generation : undefined);
    }
  };
}

/** A first-in, first-out counting semaphore whose size follows the additive-increase, multiplicative-decrease rule. */
class Slots {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #allowed: number;
  #inFlight = 0;
  /** Goes up with each cut: requests sent before it say nothing about the size after it. */
  #generation = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#allowed = limit;
  }

  /** Waits for a slot; resolves with the generation that the request belongs to. */
  async acquire(signal: AbortSignal): Promise<number> {
    throwIfCanceled(signal);
    if (this.#waiting.size === 0 && this.#hasRoom()) this.#inFlight++;
    else await this.#queue(signal);
    return this.#generation;
  }

  /** Frees a slot; `refused` is the generation of a request that was one too many. */
  release(refused: number | undefined): void {
    this.#inFlight--;
    if (refused === undefined) this.#allowed = Math.min(this.#limit, this.#allowed + 1 / this.#allowed);
    else if (refused === this.#generation) {
      this.#allowed = Math.max(1, this.#allowed / 2);
      this.#generation++;
    }
    for (const enter of this.#waiting) {
      if (!this.#hasRoom()) break;
      this.#inFlight++;
      enter();
    }
  }

  #hasRoom(): boolean {
    return this.#inFlight < Math.floor(this.#allowed);
  }

  #queue(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        this.#waiting.delete(enter);
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(canceled());
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.add(enter);
    });
  }
}
