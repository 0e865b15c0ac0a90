/** Functions of regular expressions, in the forms that PostgreSQL, DuckDB, Oracle and MySQL have in common. */
import { EngineError } from "../../../../common/error.ts";
import type { SqliteCell } from "../driver.ts";
import { withRegex } from "./regex/regex.ts";
import { bool, type Present, type Scalars, str } from "./scalar.ts";

/** The functions; `checkTime` throws when the time of the statement is over. */
export function createPatterns(checkTime: () => void): Scalars {
  const run = <T>(text: Present, pattern: Present, flags: string, work: (regex: RegExp, text: string) => T): T => {
    const whole = str(text);
    const written = patternOf(str(pattern), flags);
    return withRegex({ ...written, checkTime }, whole, (regex) => work(regex, whole));
  };
  const like = (text: Present, pattern: Present, flags: Present = ""): SqliteCell =>
    bool(run(text, pattern, flagsOf(flags), (regex, whole) => regex.test(whole)));
  /** The nth match from a place on, and where it is. */
  const nth = (text: Present, pattern: Present, { start, count, flags }: Options): RegExpExecArray | undefined =>
    run(text, pattern, `g${flags}`, (regex, whole) => {
      regex.lastIndex = offsetOf(whole, start);
      return [...matches(regex, whole, count)][count - 1];
    });
  const all = (text: Present, pattern: Present, { start, flags }: Options): readonly RegExpExecArray[] =>
    run(text, pattern, `g${flags}`, (regex, whole) => {
      regex.lastIndex = offsetOf(whole, start);
      return [...matches(regex, whole, Infinity)];
    });
  return {
    regexp: (pattern, text) => like(text, pattern),
    regexp_like: like,
    regexp_matches: like,
    similar_to: (text, pattern) =>
      bool(run(text, similarPattern(str(pattern)), "s", (regex, whole) => regex.test(whole))),
    regexp_substr: (text, pattern, ...rest) => {
      const options = optionsOf(rest);
      return nth(text, pattern, options)?.[options.more[0] ?? 0] ?? null;
    },
    regexp_instr: (text, pattern, ...rest) => {
      const options = optionsOf(rest);
      const found = nth(text, pattern, options);
      const at = (found?.index ?? -1) + (options.more[0] === 1 ? (found?.[0].length ?? 0) : 0);
      return BigInt(found === undefined ? 0 : Array.from(str(text).slice(0, at)).length + 1);
    },
    regexp_count: (text, pattern, ...rest) => BigInt(all(text, pattern, optionsOf(rest)).length),
    regexp_match: (text, pattern, flags = "") => {
      const found = nth(text, pattern, { ...optionsOf([]), flags: flagsOf(flags) });
      return found === undefined ? null : JSON.stringify(groupsOf(found));
    },
    regexp_extract: (text, pattern, group = 0n, flags = "") => {
      const found = nth(text, pattern, { ...optionsOf([]), flags: flagsOf(flags) });
      return found === undefined ? null : (groupIn(found, group) ?? null);
    },
    regexp_extract_all: (text, pattern, group = 0n, flags = "") => {
      const found = all(text, pattern, { ...optionsOf([]), flags: flagsOf(flags) });
      return JSON.stringify(found.map((each) => groupIn(each, group) ?? null));
    },
    regexp_split_to_array: (text, pattern, flags = "") => {
      const found = all(text, pattern, { ...optionsOf([]), flags: flagsOf(flags) });
      return JSON.stringify(between(str(text), found));
    },
    regexp_replace: (text, pattern, replacement = "", ...rest) => {
      const options = optionsOf(rest);
      const onlyNth = rest.filter((cell) => typeof cell !== "string").length > 1 ? options.count : 0;
      const found = all(text, pattern, options);
      return replaced(str(text), onlyNth === 0 ? found : found.slice(onlyNth - 1, onlyNth), str(replacement));
    },
  };
}

/** Classes of POSIX, as JavaScript names them. */
const posixClasses: { readonly [name: string]: string | undefined } = {
  alpha: String.raw`\p{L}`,
  digit: String.raw`\d`,
  alnum: String.raw`\p{L}\p{N}`,
  upper: String.raw`\p{Lu}`,
  lower: String.raw`\p{Ll}`,
  space: String.raw`\s`,
  blank: String.raw` \t`,
  punct: String.raw`\p{P}\p{S}`,
  cntrl: String.raw`\p{Cc}`,
  xdigit: "0-9A-Fa-f",
  word: String.raw`\w`,
};

/** What other databases write and JavaScript does not: flags in front as `(?i)`, and classes such as `[[:alpha:]]`. */
function patternOf(written: string, flags: string): { readonly source: string; readonly flags: string } {
  const [front = "", letters = ""] = written.startsWith("(?") ? (/^\(\?([a-z]+)\)/.exec(written) ?? []) : [];
  const source = written.slice(front.length);
  return {
    source: source.includes("[:")
      ? source.replaceAll(/\[:([a-z]+):\]/g, (whole, name: string) => posixClasses[name] ?? whole)
      : source,
    flags: letters === "" ? flags : [...new Set(flags + flagsOf(letters))].join(""),
  };
}

/** What may follow text and pattern: numbers in order, and flags as a text anywhere among them. */
interface Options {
  readonly start: number;
  readonly count: number;
  readonly more: readonly number[];
  readonly flags: string;
}

function optionsOf(rest: readonly Present[]): Options {
  const [start = 1, count = 1, ...more] = rest.filter((cell) => typeof cell !== "string").map(Number);
  const flags = rest.find((cell) => typeof cell === "string") ?? "";
  return { start, count: Math.max(0, Math.trunc(count)), more, flags: flagsOf(flags) };
}

/** The flags of JavaScript for the letters that databases take; every match is meant wherever it may be, with g or not. */
const flagLetters: { readonly [letter: string]: string | undefined } = { i: "i", c: "", s: "s", m: "m", n: "m", g: "" };

function flagsOf(cell: Present): string {
  const letters = new Set(str(cell));
  const unknown = [...letters].find((letter) => !Object.hasOwn(flagLetters, letter));
  if (unknown !== undefined) {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "execute",
      message: `${unknown} is no flag of regular expressions`,
      hint: "Flags are i (without case), c (with case), s (. matches line breaks too), m or n (^ and $ at each line), g.",
    });
  }
  return [...new Set([...letters].map((letter) => flagLetters[letter] ?? ""))].join("");
}

/** Where the nth character begins. */
function offsetOf(text: string, place: number): number {
  return place <= 1
    ? 0
    : Array.from(text)
        .slice(0, Math.trunc(place) - 1)
        .join("").length;
}

function* matches(regex: RegExp, text: string, most: number): Iterable<RegExpExecArray> {
  for (let count = 0; count < most; count++) {
    const found = regex.exec(text);
    if (found === null) return;
    yield found;
    // A match of nothing would be found again and again.
    if (found[0] === "") regex.lastIndex += (text.codePointAt(regex.lastIndex) ?? 0) > 0xffff ? 2 : 1;
  }
}

/** What the groups cover; the whole match where there are none. */
function groupsOf([whole, ...groups]: RegExpExecArray): readonly (string | null)[] {
  return groups.length === 0 ? [whole] : groups.map((group: string | undefined) => group ?? null);
}

function groupIn(found: RegExpExecArray, group: Present): string | undefined {
  return typeof group === "string" ? found.groups?.[group] : found[Number(group)];
}

function between(text: string, found: readonly RegExpExecArray[]): string[] {
  // What matches nothing divides characters, but stands not before the first or behind the last.
  const dividers = found.filter(({ 0: whole, index }) => whole !== "" || (index > 0 && index < text.length));
  const starts = [0, ...dividers.map(({ 0: whole, index }) => index + whole.length)];
  return starts.map((start, index) => text.slice(start, dividers[index]?.index));
}

/** `\1` to `\9` are groups, `\0` and `\&` the whole match, `\\` is a backslash. */
function replaced(text: string, found: readonly RegExpExecArray[], replacement: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of found) {
    parts.push(text.slice(from, match.index));
    parts.push(
      replacement.replaceAll(/\\([\d&\\])/g, (_, sign: string) =>
        sign === "\\" ? sign : (match[sign === "&" ? 0 : Number(sign)] ?? ""),
      ),
    );
    from = match.index + match[0].length;
  }
  return parts.join("") + text.slice(from);
}

/** A pattern of SIMILAR TO as a regular expression: % and _ stand for any text and character, it covers all. */
function similarPattern(pattern: string): string {
  const translated = pattern.replaceAll(/\\.|[%_.^$/]/gs, (part) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return part.length > 1 ? part : `\\${part}`;
  });
  return `^(?:${translated})$`;
}
