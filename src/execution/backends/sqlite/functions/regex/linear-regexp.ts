/** A RegExp that matches in linear time: everything that a RegExp can be used for works with it. */
import { matchLinear, type Program } from "./linear.ts";

/** Takes the program of the same source and flags, and what is called now and then while it matches, which may throw. */
export class LinearRegExp extends RegExp {
  readonly #program: Program;
  readonly #look: () => void;

  constructor(like: RegExp, program: Program, look: () => void) {
    super(like.source, like.flags);
    this.#program = program;
    this.#look = look;
  }

  override exec(text: string): RegExpExecArray | null {
    const isAtPlace = this.global || this.sticky;
    const from = isAtPlace ? this.lastIndex : 0;
    const options = { from, isSticky: this.sticky, look: this.#look };
    const places = from > text.length ? undefined : matchLinear(this.#program, text, options);
    if (isAtPlace) this.lastIndex = places?.[1] ?? 0;
    return places === undefined ? null : foundAt(places, text, this.#program);
  }
}

function foundAt(places: Int32Array, text: string, { captures, names }: Program): RegExpExecArray {
  const captured = (index: number): string | undefined => {
    const [start = -1, end = -1] = places.subarray(index * 2, index * 2 + 2);
    return start < 0 || end < 0 ? undefined : text.slice(start, end);
  };
  const all = Array.from({ length: captures }, (_, index) => captured(index)) as [string, ...string[]];
  const found: RegExpExecArray = Object.assign(all, { index: places[0] ?? 0, input: text });
  if (names.size === 0) return found;
  const groups = Object.fromEntries([...names].map(([index, name]) => [name, captured(index)]));
  return Object.assign(found, { groups: groups as { [name: string]: string } });
}
