/** Cuts a jsonnet text into tokens. */
import type { Span } from "../../../common/span.ts";
import { Fault, type Source } from "./fault.ts";
import { textBlock } from "./text-block.ts";

export interface Token {
  readonly kind: "name" | "keyword" | "number" | "string" | "symbol" | "end";
  /** As written; of a string, what it stands for. */
  readonly text: string;
  readonly span: Span;
}

const keywords: ReadonlySet<string> = new Set(
  "assert else error false for function if import importstr in local null self super tailstrict then true".split(" "),
);

/** Blanks and comments; number; name; strings; symbols, the longest first. */
const tokenPattern =
  /(?<blank>(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)+)|(?<number>(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<verbatim>@"(?:[^"]|"")*"|@'(?:[^']|'')*')|(?<string>"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')|(?<symbol>&&|\|\||==|!=|<=|>=|<<|>>|\+?:::|\+?::|\+?:|\/(?!\*)|[{}[\],.();$+\-*%&|^!~<>=])/y;

/** Throws a syntax Fault for what is no token. */
export function tokensOf(source: Source): readonly Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("|||", at)) {
      const block = textBlock(source, at);
      tokens.push({ kind: "string", text: block.text, span: { start: at, end: block.end } });
      at = block.end;
      continue;
    }
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (match === null) throw new Fault(problemAt(text, at), { isSyntax: true }).at(source, { start: at, end: at + 1 });
    const span = { start: at, end: tokenPattern.lastIndex };
    at = span.end;
    const token = tokenOf(match, span, source);
    if (token !== undefined) tokens.push(token);
  }
  return [...tokens, { kind: "end", text: "", span: { start: text.length, end: text.length } }];
}

/** Undefined for blanks. */
function tokenOf({ groups = {} }: RegExpExecArray, span: Span, source: Source): Token | undefined {
  const { number, name, verbatim, string, symbol } = groups;
  if (number !== undefined) return { kind: "number", text: number, span };
  if (name !== undefined) return { kind: keywords.has(name) ? "keyword" : "name", text: name, span };
  if (symbol !== undefined) return { kind: "symbol", text: symbol, span };
  if (string !== undefined) return { kind: "string", text: unescaped(string.slice(1, -1), span, source), span };
  if (verbatim === undefined) return undefined;
  const quote = verbatim.charAt(1);
  return { kind: "string", text: verbatim.slice(2, -1).replaceAll(quote + quote, quote), span };
}

const escapes: { readonly [letter: string]: string | undefined } = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function unescaped(body: string, span: Span, source: Source): string {
  return body.replaceAll(/\\(u[0-9A-Fa-f]{4}|[^])/g, (written, escape: string, offset: number) => {
    if (escape.length === 5) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    const meant = Object.hasOwn(escapes, escape) ? escapes[escape] : undefined;
    if (meant !== undefined) return meant;
    const start = span.start + 1 + offset;
    throw new Fault(`the string has an unknown escape ${written}`, { isSyntax: true }).at(source, {
      start,
      end: start + 2,
    });
  });
}

function problemAt(text: string, at: number): string {
  if (/["']/.test(text.slice(at, at + 2))) return "the string does not end";
  if (text.startsWith("/*", at)) return "the comment does not end";
  return `${JSON.stringify(text.charAt(at))} means nothing here`;
}
