/** What goes wrong in a jsonnet text, and where. */
import { EngineError } from "../../../common/error.ts";
import { positionAt, type Span } from "../../../common/span.ts";

/** A text, and what it is called. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Thrown without a place by what does not know it; the nearest expression around it adds its own. */
export class Fault extends Error {
  readonly hint: string | undefined;
  /** True where the text is no jsonnet, whatever its values are. */
  readonly isSyntax: boolean;
  place: { readonly source: Source; readonly span: Span } | undefined;

  constructor(message: string, options: { readonly hint?: string | undefined; readonly isSyntax?: boolean } = {}) {
    super(message);
    this.hint = options.hint;
    this.isSyntax = options.isSyntax === true;
  }

  at(source: Source, span: Span): this {
    this.place ??= { source, span };
    return this;
  }

  /** The error that leaves: with file, line, column and the line itself. */
  toEngineError(): EngineError {
    const { message, hint, isSyntax, place } = this;
    const condition = isSyntax ? "syntax_error" : "data_exception";
    const stage = isSyntax ? "parse" : "bind";
    if (place === undefined) return new EngineError({ condition, stage, message: `in jsonnet: ${message}`, hint });
    const { source, span } = place;
    const { line, column } = positionAt(source.text, span.start);
    return new EngineError({
      condition,
      stage,
      message: `in jsonnet, ${source.name}:${line}:${column}: ${message}`,
      hint,
      span,
      sql: source.text,
    });
  }
}
