/** What the lexer yields and the parser reads. */
import type { Comment } from "./ast.ts";
import type { Span } from "../common/span.ts";

export type TokenKind = "word" | "quoted-name" | "string" | "blob" | "number" | "parameter" | "symbol" | "end";

/** One token; it is its own span. */
export interface Token extends Span {
  readonly kind: TokenKind;
  /** What the grammar compares: a word in upper case, a symbol as written, a parameter's prefix; else empty. */
  readonly text: string;
  /** What it stands for: a name without quotes, a string's content, a blob's hexadecimal digits, a number as written. */
  readonly value: string;
  /** The hints that stand directly after a verb, upper case: `/*+ await, showresults *` + `/`. */
  readonly hints: readonly string[];
  /** True for a parameter whose name is in quotes: `@"If-Match"`. */
  readonly quoted: boolean;
}

export interface TokenList {
  /** Ends with one `end` token. */
  readonly tokens: readonly Token[];
  /** Every comment that is not a hint, in order. */
  readonly comments: readonly Comment[];
}
