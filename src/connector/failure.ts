/** The errors of a call that arise before or beside an API's answer (`errors.ts` has those of the answer itself). */
import { EngineError, type ErrorCondition, type UpstreamAnswer } from "../common/error.ts";
import { redact } from "../common/redact.ts";

export interface Failure {
  readonly hint?: string | undefined;
  readonly upstream?: UpstreamAnswer | undefined;
  readonly cause?: unknown;
}

/** An error of the request stage; message and hint pass through redaction. */
export function requestFailure(condition: ErrorCondition, message: string, failure: Failure = {}): EngineError {
  const hint = failure.hint === undefined ? undefined : redact(failure.hint);
  return new EngineError({
    condition,
    stage: "request",
    message: redact(message),
    hint,
    upstream: failure.upstream,
    cause: failure.cause,
  });
}

/** What every interrupted wait, request and page throws. */
export function canceled(): EngineError {
  return requestFailure("query_canceled", "the request was canceled");
}

/** Throws `query_canceled` where the signal has fired. */
export function throwIfCanceled(signal: AbortSignal): void {
  if (signal.aborted) throw canceled();
}
