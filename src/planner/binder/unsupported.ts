/** The error for what parses but has no meaning here yet. */
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";

/** `feature_not_supported`, with what to write instead. */
export function unsupported(what: string, span: Span, hint: string): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${what} is not supported`,
    span,
    hint,
  });
}
