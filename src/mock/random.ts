// Reproducible chance: one seed gives one data set, on every machine.

const base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
const keyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const secretLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const hexadecimal = "0123456789abcdef";

/** A source of reproducible random values (the mulberry32 generator). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** True in this share of the cases. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new RangeError("nothing to pick from");
    return choice;
  }

  /** Six base-36 characters: the tail of a Confluent id. */
  idTail(): string {
    return this.#text(base36, 6);
  }

  /** The id of an API key: 16 capital letters and digits. */
  keyId(): string {
    return this.#text(keyLetters, 16);
  }

  /** The secret of an API key: 64 characters. */
  secret(): string {
    return this.#text(secretLetters, 64);
  }

  hex(length: number): string {
    return this.#text(hexadecimal, length);
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }

  #text(letters: string, length: number): string {
    let text = "";
    for (let index = 0; index < length; index++) text += letters.charAt(Math.floor(this.next() * letters.length));
    return text;
  }
}
