/** Access tokens until they expire, each fetched once however many requests wait for it. */
import { interruptible } from "../transport/delay.ts";

export interface Token {
  readonly text: string;
  /** Milliseconds that it stays valid; absent where the server does not say. */
  readonly lifetime?: number | undefined;
}

type Fetch = (signal: AbortSignal) => Promise<Token>;

interface Flight {
  readonly token: Promise<Token>;
  readonly controller: AbortController;
  waiting: number;
}

/** A token is renewed this long before it expires, or after half its lifetime where that is shorter. */
const marginMilliseconds = 60_000;

export class TokenCache {
  readonly #now: () => number;
  readonly #onToken: (lifetime: number | undefined) => void;
  readonly #tokens = new Map<string, { readonly text: string; readonly goodUntil: number }>();
  readonly #flights = new Map<string, Flight>();

  /** `onToken` hears of each token that is fetched how long it lasts. */
  constructor(now: () => number = Date.now, onToken: (lifetime: number | undefined) => void = () => undefined) {
    this.#now = now;
    this.#onToken = onToken;
  }

  /**
   * The token under a key, from the cache or through `fetch`. Those who wait together share one fetch; it is aborted
   * when the last of them has been canceled. Throws what `fetch` throws, and `query_canceled`.
   */
  async get(
    key: string,
    fetch: Fetch,
    signal: AbortSignal,
  ): Promise<{ readonly text: string; readonly cached: boolean }> {
    const known = this.#tokens.get(key);
    if (known !== undefined && known.goodUntil > this.#now()) return { text: known.text, cached: true };
    const flight = this.#flights.get(key) ?? this.#take(key, fetch);
    flight.waiting++;
    try {
      return { text: (await interruptible(flight.token, signal)).text, cached: false };
    } finally {
      if (--flight.waiting === 0) flight.controller.abort();
    }
  }

  /** Forgets a token that was refused, unless another has replaced it already. */
  forget(key: string, text: string): void {
    if (this.#tokens.get(key)?.text === text) this.#tokens.delete(key);
  }

  #take(key: string, fetch: Fetch): Flight {
    const controller = new AbortController();
    const flight: Flight = { token: this.#land(key, fetch(controller.signal)), controller, waiting: 0 };
    this.#flights.set(key, flight);
    // Nobody may be left to hear of a failure.
    flight.token.catch(() => undefined);
    controller.signal.addEventListener("abort", () => this.#leave(key, flight));
    return flight;
  }

  async #land(key: string, fetching: Promise<Token>): Promise<Token> {
    const token = await fetching;
    this.#onToken(token.lifetime);
    const { lifetime = Number.POSITIVE_INFINITY } = token;
    const goodFor = Math.max(lifetime - marginMilliseconds, lifetime / 2);
    this.#tokens.set(key, { text: token.text, goodUntil: this.#now() + goodFor });
    return token;
  }

  #leave(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
