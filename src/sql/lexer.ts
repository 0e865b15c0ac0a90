/** Text → tokens. Whatever the text, this ends in linear time with tokens or a syntax_error. */
import { once } from "../common/once.ts";
import type { Comment } from "./ast.ts";
import { hintVerbs } from "./keywords.ts";
import { scanQuoted, scanPrefixedString, scanDollarString } from "./lexer-strings.ts";
import { syntaxError } from "./syntax-error.ts";
import type { Token, TokenKind, TokenList } from "./token.ts";

const patterns = {
  blank: /[\s\uFEFF\u200B]+/y,
  lineComment: /(?:--|\/\/|#)[^\r\n]*/y,
  asciiWord: /[A-Za-z_$][A-Za-z0-9_$@]*/y,
  number: /0[xX][0-9A-Fa-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y,
  dollarQuote: /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y,
  numberedParameter: /\$\d+/y,
  namedParameter: /(@@|@|:)([A-Za-z0-9_$]+)/y,
  symbol: /<=>|->>|<=|>=|<>|!=|==|<<|>>|\|\||&&|->|::|[-+*/%^&|~!=<>(),.;]/y,
};

const anyWord = once(() => /[\p{L}_$][\p{L}\p{N}\p{M}_$@]*/uy);

/** The state of one pass over a text. */
interface Scan {
  readonly text: string;
  position: number;
  readonly tokens: Token[];
  readonly comments: Comment[];
}

/** Splits a SQL text into tokens and comments. Throws syntax_error at the start of whatever is not closed or known. */
export function tokenize(text: string): TokenList {
  const scan: Scan = { text, position: 0, tokens: [], comments: [] };
  for (;;) {
    if (skipBlank(scan)) continue;
    if (scan.position >= text.length) break;
    if (!scanComment(scan)) scanToken(scan);
  }
  push(scan, { kind: "end", start: text.length });
  return { tokens: scan.tokens, comments: scan.comments };
}

/** Moves past blanks; the common ones are not worth a pattern. */
function skipBlank(scan: Scan): boolean {
  const start = scan.position;
  let code = scan.text.charCodeAt(start);
  while (code === 0x20 || (code >= 0x09 && code <= 0x0d)) code = scan.text.charCodeAt(++scan.position);
  return code < 0x80 ? scan.position > start : match(scan, patterns.blank) !== undefined || scan.position > start;
}

function scanToken(scan: Scan): void {
  if (isAsciiLetter(scan.text.charCodeAt(scan.position)) && scan.text[scan.position + 1] !== "'" && scanWord(scan))
    return;
  const character = scan.text[scan.position] ?? "";
  if (character === "'") return scanString(scan);
  if (character === '"' || character === "`") return scanQuotedName(scan);
  if (character === "$" && scanDollar(scan)) return;
  if (/[EeXxBb]/.test(character) && scan.text[scan.position + 1] === "'") return scanPrefixed(scan);
  if (scanWord(scan) || scanNumber(scan) || scanParameter(scan) || scanSymbol(scan)) return;
  throw unexpectedCharacter(scan);
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Moves past the match at the position and returns it, or stays and returns undefined. */
function match(scan: Scan, pattern: RegExp): string | undefined {
  const start = scan.position;
  pattern.lastIndex = start;
  if (!pattern.test(scan.text)) return undefined;
  scan.position = pattern.lastIndex;
  return scan.text.slice(start, scan.position);
}

interface NewToken {
  readonly kind: TokenKind;
  readonly start: number;
  readonly text?: string;
  readonly value?: string;
  readonly quoted?: boolean;
}

/** What tokens of a kind can begin with: a look at one character is cheaper than a pattern that fails. */
function codesOf(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

const noHints: readonly string[] = [];

function push(scan: Scan, { kind, start, text = "", value = "", quoted = false }: NewToken): void {
  scan.tokens.push({ kind, start, end: scan.position, text, value, hints: noHints, quoted });
}

// ---------------------------------------------------------------- comments and hints

const commentStarts = codesOf("-/#");

function scanComment(scan: Scan): boolean {
  const start = scan.position;
  if (!commentStarts.has(scan.text.charCodeAt(start))) return false;
  if (scan.text.startsWith("/*", start)) {
    scanBlockComment(scan);
  } else if (match(scan, patterns.lineComment) === undefined) {
    return false;
  }
  const text = scan.text.slice(start, scan.position);
  if (!attachHint(scan, text)) scan.comments.push({ text, span: { start, end: scan.position } });
  return true;
}

/** Block comments nest. */
function scanBlockComment(scan: Scan): void {
  const start = scan.position;
  const marker = /\/\*|\*\//g;
  marker.lastIndex = start;
  let depth = 0;
  for (let found = marker.exec(scan.text); found !== null; found = marker.exec(scan.text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth > 0) continue;
    scan.position = marker.lastIndex;
    return;
  }
  throw syntaxError(scan.text, { start, end: start + 2 }, "comment is not closed", 'End it with "*/".');
}

function attachHint(scan: Scan, comment: string): boolean {
  if (!comment.startsWith("/*+")) return false;
  const verb = scan.tokens.at(-1);
  if (verb === undefined || verb.kind !== "word" || !hintVerbs.has(verb.text)) return false;
  if (scan.tokens.at(-2)?.text === ".") return false;
  const words = comment
    .slice(3, -2)
    .toUpperCase()
    .match(/[^\s,()]+(?:\s*\([^)]*\))?/g);
  scan.tokens[scan.tokens.length - 1] = { ...verb, hints: [...verb.hints, ...(words ?? [])] };
  return true;
}

// ---------------------------------------------------------------- quoted things

function scanString(scan: Scan): void {
  const start = scan.position;
  const { value, end } = scanQuoted(scan.text, start, "string");
  scan.position = end;
  push(scan, { kind: "string", start, value });
}

function scanQuotedName(scan: Scan): void {
  const start = scan.position;
  const { value, end } = scanQuoted(scan.text, start, "quoted name");
  if (value === "") throw syntaxError(scan.text, { start, end }, "a quoted name is empty");
  scan.position = end;
  push(scan, { kind: "quoted-name", start, value });
}

function scanPrefixed(scan: Scan): void {
  const start = scan.position;
  const { value, end, kind } = scanPrefixedString(scan.text, start);
  scan.position = end;
  push(scan, { kind, start, value });
}

/** `$$…$$`, `$tag$…$tag$` or `$1`; a `$` that begins a name is left to `scanWord`. */
function scanDollar(scan: Scan): boolean {
  const start = scan.position;
  const tag = match(scan, patterns.dollarQuote);
  if (tag !== undefined) {
    const { value, end } = scanDollarString(scan.text, start, tag);
    scan.position = end;
    push(scan, { kind: "string", start, value });
    return true;
  }
  const numbered = match(scan, patterns.numberedParameter);
  if (numbered === undefined) return false;
  push(scan, { kind: "parameter", start, text: "$", value: numbered.slice(1) });
  return true;
}

// ---------------------------------------------------------------- words, numbers, parameters, symbols

const numberStarts = codesOf("0123456789.");
const parameterStarts = codesOf("?:@");

function scanWord(scan: Scan): boolean {
  const start = scan.position;
  const ascii = match(scan, patterns.asciiWord);
  if (scan.text.charCodeAt(scan.position) < 128 || scan.position >= scan.text.length) {
    if (ascii === undefined) return false;
    push(scan, { kind: "word", start, text: ascii.toUpperCase(), value: ascii });
    return true;
  }
  scan.position = start;
  const name = match(scan, anyWord());
  if (name === undefined) return false;
  const isAscii = name === ascii;
  // Not upper-cased: no keyword holds such letters, and "ſ".toUpperCase() is "S".
  push(scan, { kind: "word", start, text: isAscii ? name.toUpperCase() : name, value: name });
  return true;
}

function scanNumber(scan: Scan): boolean {
  const start = scan.position;
  if (!numberStarts.has(scan.text.charCodeAt(start))) return false;
  const value = match(scan, patterns.number);
  if (value === undefined) return false;
  push(scan, { kind: "number", start, value });
  return true;
}

/** `?`, `:name`, `@name`, `@@name`, `@"any name"`; `$1` is read by `scanDollar`. */
function scanParameter(scan: Scan): boolean {
  const start = scan.position;
  if (!parameterStarts.has(scan.text.charCodeAt(start))) return false;
  if (scan.text[start] === "?") {
    scan.position++;
    push(scan, { kind: "parameter", start, text: "?" });
    return true;
  }
  const written = match(scan, patterns.namedParameter);
  if (written !== undefined) {
    const text = /^@@|^./.exec(written)?.[0] ?? "";
    push(scan, { kind: "parameter", start, text, value: written.slice(text.length) });
    return true;
  }
  if (!/^@["`]/.test(scan.text.slice(start, start + 2))) return false;
  const { value, end } = scanQuoted(scan.text, start + 1, "quoted name");
  scan.position = end;
  push(scan, { kind: "parameter", start, text: "@", value, quoted: true });
  return true;
}

function scanSymbol(scan: Scan): boolean {
  const start = scan.position;
  const text = match(scan, patterns.symbol);
  if (text === undefined) return false;
  push(scan, { kind: "symbol", start, text });
  return true;
}

/** What texts are quoted with outside of programs. Escaped: one such character doubles the size of the loaded bundle. */
const curlyQuotes = /[\u2018\u2019\u201C\u201D\u201E\u00AB\u00BB]/;

function unexpectedCharacter(scan: Scan): Error {
  const start = scan.position;
  const character = String.fromCodePoint(scan.text.codePointAt(start) ?? 0);
  const shown = /^[\p{C}\p{Z}]/u.test(character) ? JSON.stringify(character) : `"${character}"`;
  const hint = curlyQuotes.test(character)
    ? "Use straight quotes: ' for text and \" for names."
    : character === "["
      ? "A list is json_array(1, 2), and list -> 0 its first element."
      : undefined;
  const message = `unexpected character ${character === '"' ? "'\"'" : shown}`;
  return syntaxError(scan.text, { start, end: start + character.length }, message, hint);
}
