/** A place in the tokens of one text, and the errors that are raised there. */
import type { Expression, Identifier, Node, Query, Statement } from "../ast.ts";
import type { EngineError } from "../../common/error.ts";
import { hidePasswords } from "../../common/shown-sql.ts";
import type { Span } from "../../common/span.ts";
import { nearestNames } from "../../common/suggest.ts";
import { reservedWords } from "../keywords.ts";
import { tokenize } from "../lexer.ts";
import { notSupported, syntaxError } from "../syntax-error.ts";
import type { Token, TokenList } from "../token.ts";

/** Expressions, queries and tables may be nested this deep: far beyond need, far below a stack overflow. */
const nestingLimit = 200;

/** The rules that call each other in circles; the files of the parser reach them here and import in one direction. */
export interface Rules {
  readonly statement: (cursor: Cursor) => Statement;
  readonly query: (cursor: Cursor) => Query;
  /** The query whose first term, in parentheses, has just been read. */
  readonly queryAfter: (cursor: Cursor, first: Query) => Query;
  readonly expression: (cursor: Cursor) => Expression;
  /** The expression whose outermost operators bind at least as tightly as this level. */
  readonly operators: (cursor: Cursor, level: number) => Expression;
  /** The same, its first operand already read. */
  readonly operatorsAfter: (cursor: Cursor, left: Expression, level: number) => Expression;
}

export class Cursor {
  readonly text: string;
  readonly rules: Rules;
  readonly #list: TokenList;
  readonly #end: Token;
  #position = 0;
  #depth = 0;

  /** Throws syntax_error where the text does not split into tokens. */
  constructor(text: string, rules: Rules) {
    this.text = text;
    this.rules = rules;
    this.#list = tokenize(text);
    this.#end = this.#list.tokens.at(-1) ?? {
      kind: "end",
      start: 0,
      end: 0,
      text: "",
      value: "",
      hints: [],
      quoted: false,
    };
  }

  get comments(): TokenList["comments"] {
    return this.#list.comments;
  }

  /** How many tokens lie behind. */
  get position(): number {
    return this.#position;
  }

  /** The token `offset` further on; past the end, the end. */
  peek(offset = 0): Token {
    return this.#list.tokens[this.#position + offset] ?? this.#end;
  }

  /** The token just taken. */
  get last(): Token {
    return this.#list.tokens[this.#position - 1] ?? this.peek();
  }

  take(): Token {
    const token = this.peek();
    if (token !== this.#end) this.#position++;
    return token;
  }

  /** True where one of these keywords (upper case) or symbols is next. */
  at(...texts: readonly string[]): boolean {
    return isOneOf(this.peek(), texts);
  }

  /** True where these keywords or symbols come next, in this order. */
  atSequence(...texts: readonly string[]): boolean {
    return texts.every((text, offset) => isOneOf(this.peek(offset), [text]));
  }

  /** Takes one of these keywords or symbols if it is next. */
  accept(...texts: readonly string[]): Token | undefined {
    return this.at(...texts) ? this.take() : undefined;
  }

  /** Takes these keywords or symbols if they all come next; true if so. */
  acceptSequence(...texts: readonly string[]): boolean {
    if (!this.atSequence(...texts)) return false;
    for (let taken = 0; taken < texts.length; taken++) this.take();
    return true;
  }

  /** Takes this keyword or symbol. Throws syntax_error where something else is next. */
  expect(text: string): Token {
    return this.accept(text) ?? this.fail(/^\w/.test(text) ? text : `"${text}"`, this.#hintFor(text));
  }

  /** Throws "expected X, found Y" at the next token. */
  fail(expected: string, hint?: string): never {
    throw this.error(`expected ${expected}, found ${this.describe()}`, this.peek(), hint);
  }

  error(message: string, span: Span, hint?: string): EngineError {
    return syntaxError(this.text, span, message, hint);
  }

  notSupported(what: string, span: Span, hint?: string): EngineError {
    return notSupported(this.text, span, what, hint);
  }

  /** A token as an error names it. */
  describe(token: Token = this.peek()): string {
    if (token.kind === "end") return "the end of the text";
    const written = hidePasswords(this.text).slice(token.start, token.end).replaceAll(/\s+/g, " ");
    const shown = written.length > 40 ? `${written.slice(0, 37)}...` : written;
    if (token.kind === "string") return shown;
    return shown.includes('"') ? shown : `"${shown}"`;
  }

  textOf(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** The span from the beginning of `start` to the end of the last token taken. */
  spanFrom(start: Span | Node): Span {
    const from = "span" in start ? start.span.start : start.start;
    return { start: from, end: Math.max(from, this.last.end) };
  }

  /** Runs a rule one level deeper. Throws syntax_error below `nestingLimit`. */
  nested<T>(rule: () => T): T {
    if (this.#depth >= nestingLimit) {
      throw this.error(`nested more than ${nestingLimit} levels deep`, this.peek());
    }
    this.#depth++;
    try {
      return rule();
    } finally {
      this.#depth--;
    }
  }

  /** True where a name stands: a word that is not reserved, or a quoted name. */
  atName(): boolean {
    const { kind, text } = this.peek();
    return kind === "quoted-name" || (kind === "word" && !reservedWords.has(text));
  }

  /** name → word that is not reserved | quoted name */
  name(what = "a name"): Identifier {
    if (this.atName()) return this.#identifier();
    return this.fail(what, this.#nameHint());
  }

  /** The name after a dot: any word, or a quoted name. */
  nameAfterDot(): Identifier {
    const { kind } = this.peek();
    return kind === "word" || kind === "quoted-name" ? this.#identifier() : this.fail('a name after "."');
  }

  #identifier(): Identifier {
    const token = this.take();
    const { start, end } = token;
    return { kind: "identifier", name: token.value, quoted: token.kind === "quoted-name", span: { start, end } };
  }

  #nameHint(): string | undefined {
    const { kind, text, value } = this.peek();
    if (kind === "string") return "Single quotes hold text; write a name bare or in double quotes.";
    if (kind !== "word" || !reservedWords.has(text)) return undefined;
    return `${text} is a reserved word; as a name it needs double quotes: "${value}".`;
  }

  #hintFor(expected: string): string | undefined {
    const token = this.peek();
    if (expected === ")" && startsOperand(token)) return `Is a comma missing before ${this.describe()}?`;
    return misspelling(token, [expected]);
  }
}

/** "Did you mean FROM?" where the token is a word that nearly spells one of these keywords. */
export function misspelling(token: Token, keywords: readonly string[]): string | undefined {
  if (token.kind !== "word" || token.text.length < 3) return undefined;
  const alike = keywords.filter((word) => Math.abs(word.length - token.text.length) < 2 && word !== token.text);
  const [best] = nearestNames(token.text, alike);
  return best === undefined ? undefined : `Did you mean ${best}?`;
}

/** True for a token that can begin an operand and so may follow a forgotten comma. */
export function startsOperand({ kind, text }: Token): boolean {
  if (kind === "word") return !reservedWords.has(text) || ["CASE", "NULL", "TRUE", "FALSE"].includes(text);
  return kind !== "symbol" && kind !== "end";
}

function isOneOf(token: Token, texts: readonly string[]): boolean {
  return (token.kind === "word" || token.kind === "symbol") && texts.includes(token.text);
}
