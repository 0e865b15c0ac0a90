/** Functions on texts. Characters are code points, not UTF-16 units. */
import { parseJson } from "../../../../common/value.ts";
import { Fault } from "../fault.ts";
import { formatText } from "../format.ts";
import { fromJson, toText } from "../manifest.ts";
import { ArrayValue, type Value } from "../values.ts";
import { type Arguments, native, type Native, type Natives } from "./native.ts";

const ofText = (compute: (text: string) => Value): Native => native("str", (given) => compute(given.text(0)));

export const textFunctions: Natives = {
  codepoint: ofText((text) => {
    const [first, ...others] = [...text];
    if (first !== undefined && others.length === 0) return first.codePointAt(0) ?? 0;
    throw new Fault("std.codepoint: str is one character");
  }),
  char: native("n", (given) => {
    const number = given.number(0);
    if (Number.isInteger(number) && number >= 0 && number <= 0x10_ff_ff) return String.fromCodePoint(number);
    throw new Fault("std.char: n is the number of a character");
  }),
  substr: native("str, from, len", (given) => {
    const [from, length] = [given.count(1), given.count(2)];
    return [...given.text(0)].slice(from, from + length).join("");
  }),
  findSubstr: native("pat, str", (given) => ArrayValue.of(places(given.text(0), given.text(1)))),
  startsWith: native("a, b", (given) => given.text(0).startsWith(given.text(1))),
  endsWith: native("a, b", (given) => given.text(0).endsWith(given.text(1))),
  stripChars: native("str, chars", (given) => stripped(given, { start: true, end: true })),
  lstripChars: native("str, chars", (given) => stripped(given, { start: true, end: false })),
  rstripChars: native("str, chars", (given) => stripped(given, { start: false, end: true })),
  trim: ofText((text) => text.replace(/^[ \t\n\f\r\u0085\u00A0]+/, "").replace(/[ \t\n\f\r\u0085\u00A0]+$/, "")),
  split: native("str, c", (given) => ArrayValue.of(given.text(0).split(separator(given)))),
  splitLimit: native("str, c, maxsplits", (given) => ArrayValue.of(splitLimit(given, "first"))),
  splitLimitR: native("str, c, maxsplits", (given) => ArrayValue.of(splitLimit(given, "last"))),
  strReplace: native("str, from, to", (given) => {
    const from = given.text(1);
    if (from === "") throw new Fault("std.strReplace: from is not empty");
    return given.text(0).split(from).join(given.text(2));
  }),
  isEmpty: ofText((text) => text === ""),
  asciiUpper: ofText((text) => text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())),
  asciiLower: ofText((text) => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  equalsIgnoreCase: native("str1, str2", (given) => given.text(0).toLowerCase() === given.text(1).toLowerCase()),
  stringChars: ofText((text) => ArrayValue.of([...text])),
  format: native("str, vals", (given) => formatText(given.text(0), given.value(1))),
  escapeStringJson: native("str", (given) => JSON.stringify(toText(given.value(0)))),
  escapeStringPython: native("str", (given) => JSON.stringify(toText(given.value(0)))),
  escapeStringBash: native("str", (given) => `'${toText(given.value(0)).replaceAll("'", `'"'"'`)}'`),
  escapeStringDollars: native("str", (given) => toText(given.value(0)).replaceAll("$", "$$$$")),
  escapeStringXml: native("str", (given) =>
    toText(given.value(0)).replaceAll(/[<>&"']/g, (character) => entities[character] ?? character),
  ),
  parseInt: ofText((text) => whole(text, /^-?\d+$/, 10)),
  parseOctal: ofText((text) => whole(text, /^[0-7]+$/, 8)),
  parseHex: ofText((text) => whole(text, /^[\dA-Fa-f]+$/, 16)),
  parseJson: ofText((text) => {
    try {
      return fromJson(parseJson(text));
    } catch (error) {
      if (error instanceof SyntaxError) throw new Fault("std.parseJson: str is no JSON");
      throw error;
    }
  }),
};

const entities: { readonly [character: string]: string } = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "'": "&apos;",
};

/** The places where a pattern begins, overlapping ones too. */
function places(pattern: string, text: string): number[] {
  const found: number[] = [];
  if (pattern === "") return found;
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
    found.push(Array.from(text.slice(0, at)).length);
  }
  return found;
}

function stripped(given: Arguments, { start, end }: { readonly start: boolean; readonly end: boolean }): string {
  const characters = [...given.text(0)];
  const unwanted = new Set(given.text(1));
  const isKept = (character: string): boolean => !unwanted.has(character);
  const from = start ? characters.findIndex(isKept) : 0;
  const to = end ? characters.findLastIndex(isKept) + 1 : characters.length;
  return from < 0 ? "" : characters.slice(from, to).join("");
}

function separator(given: Arguments): string {
  const text = given.text(1);
  if (text !== "") return text;
  throw new Fault("what a text is split at is not empty");
}

/** -1 is no limit. Beyond it, the rest stays one part: at the end, or at the beginning. */
function splitLimit(given: Arguments, kept: "first" | "last"): string[] {
  const parts = given.text(0).split(separator(given));
  const limit = given.number(2);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  const at = kept === "first" ? limit : parts.length - limit;
  const joined = (some: readonly string[]): string => some.join(given.text(1));
  return kept === "first"
    ? [...parts.slice(0, at), joined(parts.slice(at))]
    : [joined(parts.slice(0, at)), ...parts.slice(at)];
}

// oxlint-disable-next-line max-params -- a number as it is written
function whole(text: string, pattern: RegExp, base: number): number {
  if (pattern.test(text)) return Number.parseInt(text, base);
  throw new Fault(`${JSON.stringify(text)} is no whole number of base ${base}`);
}
