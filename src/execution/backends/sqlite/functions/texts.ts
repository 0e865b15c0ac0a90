/** Functions of characters, which are code points here. */
import { bool, type Scalars, str } from "./scalar.ts";

export const texts: Scalars = {
  translate: (text, from, to) => translated(str(text), [...str(from)], [...str(to)]),
  overlay: (text, part, start, length = BigInt([...str(part)].length)) => {
    const characters = [...str(text)];
    const at = Math.max(0, Number(start) - 1);
    characters.splice(at, Math.max(0, Number(length)), str(part));
    return characters.join("");
  },
  chr: (code) => {
    const point = Number(code);
    return point >= 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
  },
  ascii: (text) => BigInt(str(text).codePointAt(0) ?? 0),
  contains: (text, part) => bool(str(text).includes(str(part))),
  btrim: (text, characters = "") => (characters === "" ? str(text).trim() : trimmed([...str(text)], str(characters))),
  to_hex: (number) =>
    BigInt.asUintN(64, typeof number === "bigint" ? number : BigInt(Math.trunc(Number(number) || 0))).toString(16),
};

/** Each character of `from` by that at the same place of `to`; those without one go. */
function translated(text: string, from: readonly string[], to: readonly string[]): string {
  const map = new Map(from.map((character, index) => [character, to[index] ?? ""]).toReversed() as [string, string][]);
  return Array.from(text, (character) => map.get(character) ?? character).join("");
}

function trimmed(characters: readonly string[], gone: string): string {
  const set = new Set(gone);
  const first = characters.findIndex((character) => !set.has(character));
  return first < 0
    ? ""
    : characters.slice(first, characters.findLastIndex((character) => !set.has(character)) + 1).join("");
}
