/** A place in the tokens of a jsonnet text. */
import type { Span } from "../../../common/span.ts";
import type { Expression } from "./ast.ts";
import { Fault, type Source } from "./fault.ts";
import { type Token, tokensOf } from "./lexer.ts";

/** Deeper than any text that people write; far from what the stack bears. */
const deepest = 200;

export class Cursor {
  readonly #source: Source;
  readonly #rule: (cursor: Cursor) => Expression;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #at = 0;
  #depth = 0;

  /** `rule` parses an expression. Throws a syntax Fault for what is no token. */
  constructor(source: Source, rule: (cursor: Cursor) => Expression) {
    this.#source = source;
    this.#rule = rule;
    this.#tokens = tokensOf(source);
    this.#end = this.#tokens.at(-1) ?? { kind: "end", text: "", span: { start: 0, end: 0 } };
  }

  peek(offset = 0): Token {
    return this.#tokens[this.#at + offset] ?? this.#end;
  }

  take(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  /** True where one of these symbols or keywords is next. */
  at(...texts: readonly string[]): boolean {
    const { kind, text } = this.peek();
    return (kind === "symbol" || kind === "keyword") && texts.includes(text);
  }

  accept(...texts: readonly string[]): Token | undefined {
    return this.at(...texts) ? this.take() : undefined;
  }

  expect(text: string): Token {
    return this.accept(text) ?? this.fail(`"${text}"`);
  }

  expression(): Expression {
    return this.nested(() => this.#rule(this));
  }

  name(): string {
    return this.peek().kind === "name" ? this.take().text : this.fail("a name");
  }

  /** From a token or a place to the last token taken. */
  spanFrom({ start }: Span): Span {
    const last = this.#tokens[this.#at - 1] ?? this.#end;
    return { start, end: Math.max(start, last.span.end) };
  }

  fail(expected: string): never {
    const { kind, text, span } = this.peek();
    const found = kind === "end" ? "the end of the text" : kind === "string" ? "a string" : `"${text}"`;
    throw new Fault(`expected ${expected}, found ${found}`, { isSyntax: true }).at(this.#source, span);
  }

  failAt(span: Span, message: string): never {
    throw new Fault(message, { isSyntax: true }).at(this.#source, span);
  }

  nested<T>(rule: () => T): T {
    if (++this.#depth > deepest) this.failAt(this.peek().span, `nested more than ${deepest} levels deep`);
    const result = rule();
    this.#depth--;
    return result;
  }
}
