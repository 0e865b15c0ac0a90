/** Many texts, and what stands for each: found in another text in one pass over it, however many they are. */

/** The first characters of a text by which it is looked up. */
const startLength = 6;

export class KnownTexts {
  /** By start, then by length, the longest first. */
  readonly #byStart = new Map<string, Map<number, Map<string, string>>>();
  /** Which pairs of characters a start begins with, in 16 bits of them: most places are passed over by these. */
  readonly #pairs = new Uint8Array(65_536);

  /** Shorter texts than six characters stand in too many places that have nothing to do with them: they are left out. */
  add(text: string, stand: string): void {
    if (text.length < startLength) return;
    this.#pairs[pairAt(text, 0)] = 1;
    const start = text.slice(0, startLength);
    const lengths = this.#byStart.get(start) ?? new Map<number, Map<string, string>>();
    const texts = lengths.get(text.length) ?? new Map<string, string>();
    texts.set(text, stand);
    lengths.set(text.length, texts);
    this.#byStart.set(start, new Map([...lengths].toSorted(([one], [other]) => other - one)));
  }

  /** The text with each known one replaced; of those that begin in one place the longest. */
  replacedIn(text: string): string {
    if (this.#byStart.size === 0) return text;
    let replaced = "";
    let done = 0;
    for (let at = 0; at <= text.length - startLength; at++) {
      if (this.#pairs[pairAt(text, at)] === 0) continue;
      const found = this.#knownAt(text, at);
      if (found === undefined) continue;
      replaced += text.slice(done, at) + found.stand;
      done = at + found.length;
      at = done - 1;
    }
    return done === 0 ? text : replaced + text.slice(done);
  }

  #knownAt(text: string, at: number): { readonly stand: string; readonly length: number } | undefined {
    const lengths = this.#byStart.get(text.slice(at, at + startLength));
    for (const [length, texts] of lengths ?? []) {
      const stand = texts.get(text.slice(at, at + length));
      if (stand !== undefined) return { stand, length };
    }
    return undefined;
  }
}

function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1)) & 0xffff;
}
