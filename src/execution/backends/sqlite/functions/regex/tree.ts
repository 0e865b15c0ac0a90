/**
 * The structure of a regular expression of JavaScript with the u flag. The pattern is one that RegExp has taken: what
 * is wrong in it need not be looked for here.
 */

/** What a pattern is made of. */
export type RegexNode =
  /** One character: a literal, an escape, a class or the point, as written. */
  | { readonly kind: "atom"; readonly source: string }
  /** `^`, `$`, `\b` or `\B`. */
  | { readonly kind: "assertion"; readonly source: string }
  | { readonly kind: "sequence" | "choice"; readonly items: readonly RegexNode[] }
  | { readonly kind: "capture"; readonly index: number; readonly body: RegexNode }
  | Repeat
  /** Looking ahead or behind, and what is said about one part of the pattern only. */
  | { readonly kind: "special"; readonly body: RegexNode }
  | { readonly kind: "back-reference" };

/** A part that is repeated; captures from `firstCapture` to before `endCapture` are within it. */
export interface Repeat {
  readonly kind: "repeat";
  readonly body: RegexNode;
  readonly min: number;
  /** Infinity where there is no end. */
  readonly max: number;
  readonly isLazy: boolean;
  readonly firstCapture: number;
  readonly endCapture: number;
}

/** A parsed pattern. */
export interface RegexTree {
  readonly root: RegexNode;
  /** Captures, the whole match among them. */
  readonly captures: number;
  /** Names of captures, by index. */
  readonly names: ReadonlyMap<number, string>;
}

interface Reader {
  readonly source: string;
  at: number;
  captures: number;
  readonly names: Map<number, string>;
}

/** The tree of a pattern that `new RegExp(source, "u")` takes. */
export function parseRegex(source: string): RegexTree {
  const reader: Reader = { source, at: 0, captures: 1, names: new Map() };
  const root = readChoice(reader);
  return { root, captures: reader.captures, names: reader.names };
}

/** choice → sequence { "|" sequence } */
function readChoice(reader: Reader): RegexNode {
  const items = [readSequence(reader)];
  while (take(reader, "|")) items.push(readSequence(reader));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: "choice", items };
}

/** sequence → { part [ quantifier ] } */
function readSequence(reader: Reader): RegexNode {
  const items: RegexNode[] = [];
  while (reader.at < reader.source.length && !/[|)]/.test(reader.source.charAt(reader.at))) {
    const firstCapture = reader.captures;
    items.push(readQuantifier(reader, readPart(reader), firstCapture));
  }
  return { kind: "sequence", items };
}

const quantifier = /([*+?]|\{(\d+)(,?)(\d*)\})(\??)/y;

const counts: { readonly [sign: string]: readonly [min: number, max: number] | undefined } = {
  "*": [0, Infinity],
  "+": [1, Infinity],
  "?": [0, 1],
};

function readQuantifier(reader: Reader, body: RegexNode, firstCapture: number): RegexNode {
  const found = match(reader, quantifier);
  if (found === undefined) return body;
  const [, sign = "", low, comma, high, lazy] = found;
  const most = comma === "" ? Number(low) : high === "" ? Infinity : Number(high);
  const [min, max] = counts[sign] ?? [Number(low), most];
  return { kind: "repeat", body, min, max, isLazy: lazy === "?", firstCapture, endCapture: reader.captures };
}

const escape =
  /\\(?:u\{[^}]*\}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[pP]\{[^}]*\}|.)/suy;
const characterClass = /\[(?:\\.|[^\]\\])*\]/suy;
const backReference = /\\(?:[1-9]\d*|k<[^>]*>)/y;
const assertion = /\^|\$|\\[bB]/y;
const anyCharacter = /./suy;

/** part → group | assertion | back-reference | one character */
function readPart(reader: Reader): RegexNode {
  if (take(reader, "(")) return readGroup(reader);
  const asserted = match(reader, assertion)?.[0];
  if (asserted !== undefined) return { kind: "assertion", source: asserted };
  if (match(reader, backReference) !== undefined) return { kind: "back-reference" };
  const source = (match(reader, escape) ?? match(reader, characterClass) ?? match(reader, anyCharacter))?.[0];
  return { kind: "atom", source: source ?? "" };
}

const groupHead = /\?(?:(:)|<([^=!>][^>]*)>|<?[=!]|[a-z-]*:)/y;

function readGroup(reader: Reader): RegexNode {
  const head = match(reader, groupHead);
  const name = head?.[2];
  const index = head === undefined || name !== undefined ? reader.captures++ : undefined;
  if (index !== undefined && name !== undefined) reader.names.set(index, name);
  const body = readChoice(reader);
  take(reader, ")");
  if (index !== undefined) return { kind: "capture", index, body };
  return head?.[1] === ":" ? body : { kind: "special", body };
}

function take(reader: Reader, text: string): boolean {
  if (!reader.source.startsWith(text, reader.at)) return false;
  reader.at += text.length;
  return true;
}

/** What a sticky expression matches here, passed by; undefined where it does not. */
function match(reader: Reader, expression: RegExp): RegExpExecArray | undefined {
  expression.lastIndex = reader.at;
  const found = expression.exec(reader.source);
  if (found === null) return undefined;
  reader.at = expression.lastIndex;
  return found;
}
