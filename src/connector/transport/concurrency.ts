/** Limits the requests in flight per host; those above the limit wait in the order in which they came. */
import { canceled, throwIfCanceled } from "../failure.ts";
import { PerHost } from "./per-host.ts";
import type { Layer } from "./message.ts";

/** The layer; one instance serves all calls of a connector. A waiting request leaves the queue when it is canceled. */
export function limitConcurrency(limit: number): Layer {
  const hosts = new PerHost(() => new Slots(Math.max(1, limit)));
  return (next) => async (request, context) => {
    const slots = hosts.of(request.url);
    await slots.acquire(context.signal);
    try {
      return await next(request, context);
    } finally {
      slots.release();
    }
  };
}

/** A first-in, first-out counting semaphore. */
class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#free = limit;
  }

  async acquire(signal: AbortSignal): Promise<void> {
    throwIfCanceled(signal);
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
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

  /** Hands the slot to the longest waiting, so that a newcomer cannot overtake it. */
  release(): void {
    for (const enter of this.#waiting) {
      this.#waiting.delete(enter);
      enter();
      return;
    }
    this.#free++;
  }
}
