/** How the lexer and the parser report bad text. */
import { EngineError } from "../common/error.ts";
import type { Span } from "../common/span.ts";

/** A syntax_error at a place of `sql`. */
export function syntaxError(sql: string, span: Span, message: string, hint?: string): EngineError {
  return new EngineError({ condition: "syntax_error", stage: "parse", message, span, sql, hint });
}

/** A feature_not_supported at a place of `sql`: text that means something, only not here yet. */
export function notSupported(sql: string, span: Span, what: string, hint?: string): EngineError {
  const message = `${what} is not supported yet`;
  return new EngineError({ condition: "feature_not_supported", stage: "parse", message, span, sql, hint });
}
