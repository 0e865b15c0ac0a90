/** The quoted forms of the lexer: each function reads one from its first character and says where it ends. */
import { syntaxError } from "./syntax-error.ts";

interface QuotedText {
  readonly value: string;
  readonly end: number;
}

/** Reads `'…'`, `"…"` or `` `…` `` at `start`; the quote is doubled to stand for itself, a backslash is ordinary. */
export function scanQuoted(text: string, start: number, what: string): QuotedText {
  const quote = text[start] ?? "";
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 2)) {
    if (text[at + 1] === quote) continue;
    return { value: text.slice(start + 1, at).replaceAll(quote + quote, quote), end: at + 1 };
  }
  throw syntaxError(text, { start, end: start + 1 }, `${what} is not closed`, `End it with ${quote}.`);
}

/** Reads from after `tag` (which begins at `start`) to its next occurrence; nothing is an escape. */
export function scanDollarString(text: string, start: number, tag: string): QuotedText {
  const from = start + tag.length;
  const at = text.indexOf(tag, from);
  if (at < 0) {
    throw syntaxError(text, { start, end: from }, "dollar-quoted string is not closed", `End it with ${tag}.`);
  }
  return { value: text.slice(from, at), end: at + tag.length };
}

/** Reads `E'…'` (C escapes), `x'…'` (hexadecimal) or `b'…'` (bits, returned as hexadecimal). */
export function scanPrefixedString(text: string, start: number): QuotedText & { readonly kind: "string" | "blob" } {
  const prefix = (text[start] ?? "").toLowerCase();
  if (prefix === "e") return { ...scanEscapeString(text, start), kind: "string" };
  const { value, end } = scanQuoted(text, start + 1, prefix === "x" ? "hexadecimal string" : "bit string");
  const isHexadecimal = prefix === "x";
  const wellFormed = isHexadecimal ? /^(?:[0-9A-Fa-f]{2})*$/ : /^[01]*$/;
  if (!wellFormed.test(value)) {
    const hint = isHexadecimal ? "Write pairs of the digits 0-9 and A-F." : "Write only the digits 0 and 1.";
    throw syntaxError(text, { start, end }, `${isHexadecimal ? "hexadecimal" : "bit"} string is malformed`, hint);
  }
  return { value: isHexadecimal ? value.toLowerCase() : bitsToHexadecimal(value), end, kind: "blob" };
}

function bitsToHexadecimal(bits: string): string {
  const padded = bits.padStart(Math.ceil(bits.length / 8) * 8, "0");
  return padded.replaceAll(/[01]{4}/g, (nibble) => Number.parseInt(nibble, 2).toString(16));
}

function scanEscapeString(text: string, start: number): QuotedText {
  const end = endOfEscapeString(text, start + 1);
  if (end === undefined) {
    throw syntaxError(text, { start, end: start + 2 }, "string is not closed", "End it with '.");
  }
  return { value: unescape(text.slice(start + 2, end - 1)), end };
}

/** Where the string whose quote is at `quote` ends. */
function endOfEscapeString(text: string, quote: number): number | undefined {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'" && text[at + 1] === "'") at++;
    else if (text[at] === "'") return at + 1;
  }
  return undefined;
}

const namedEscapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** C-style escapes as PostgreSQL reads them ("String Constants with C-Style Escapes"). */
function unescape(content: string): string {
  const escape = /''|\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|([\s\S]))/g;
  return content.replaceAll(escape, (whole, ...groups: (string | undefined)[]) => {
    if (whole === "''") return "'";
    const [byte, short, long, octal, other = ""] = groups;
    const hexadecimal = byte ?? short ?? long;
    if (hexadecimal !== undefined) return codePoint(Number.parseInt(hexadecimal, 16));
    if (octal !== undefined) return codePoint(Number.parseInt(octal, 8) & 0xff);
    return namedEscapes[other] ?? other;
  });
}

function codePoint(code: number): string {
  return code > 0x10ffff ? "\uFFFD" : String.fromCodePoint(code);
}
