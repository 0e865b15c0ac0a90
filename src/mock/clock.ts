// The mock's time: the real one plus what a test has skipped, so that a wait of 72 hours takes no time.

export class Clock {
  #skipped = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#skipped;
  }

  /** The time as RFC 3339 text. */
  text(): string {
    return new Date(this.now()).toISOString();
  }

  advance(milliseconds: number): void {
    this.#skipped += milliseconds;
  }

  reset(): void {
    this.#skipped = 0;
  }
}
