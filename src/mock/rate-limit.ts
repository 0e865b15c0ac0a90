// A token bucket per credential, and the headers that tell clients about it.
import type { Clock } from "./clock.ts";

export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #limit: RateLimit;
  readonly #clock: Clock;

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Takes one request out of the caller's bucket. */
  take(caller: string): Allowance {
    const { requests, seconds } = this.#limit;
    const now = this.#clock.now();
    let bucket = this.#buckets.get(caller);
    if (bucket === undefined) this.#buckets.set(caller, (bucket = { tokens: requests, filledAt: now }));
    const perMillisecond = requests / (seconds * 1000);
    bucket.tokens = Math.min(requests, bucket.tokens + (now - bucket.filledAt) * perMillisecond);
    bucket.filledAt = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens--;
    const missing = allowed ? requests - bucket.tokens : 1 - bucket.tokens;
    const reset = String(Math.max(1, Math.ceil(missing / perMillisecond / 1000)));
    return {
      allowed,
      headers: {
        "X-RateLimit-Limit": String(requests),
        "X-RateLimit-Remaining": String(Math.floor(bucket.tokens)),
        "X-RateLimit-Reset": reset,
        ...(allowed ? {} : { "Retry-After": reset }),
      },
    };
  }
}
