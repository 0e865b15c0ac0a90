/** The limits that hold while a statement runs: time, requests, and what a failing source amounts to. */
import { EngineError } from "../common/error.ts";

export interface GuardSettings {
  /** Requests of one statement; absent means no limit. */
  readonly maxRequests: number | undefined;
  /** Of one statement; absent means no limit. */
  readonly statementTimeoutMilliseconds: number | undefined;
  /** What a call of a query that fails does: it fails the statement, or is a warning beside the rows of the others. */
  readonly onError: "fail" | "warn";
}

export interface Guards {
  readonly onError: GuardSettings["onError"];
  /** Call before each request. Throws `request_limit_reached` for the one that is too many. */
  readonly spendRequest: () => void;
  /** True where `checkTime` can ever throw. */
  readonly isTimed: boolean;
  /** Throws `query_canceled` once the time is over. */
  readonly checkTime: () => void;
  /** Starts the clock; before that no time passes. */
  readonly start: () => void;
}

/** The guards of one statement. */
export function createGuards(
  { maxRequests, statementTimeoutMilliseconds, onError }: GuardSettings,
  now: () => number = () => performance.now(),
): Guards {
  let spent = 0;
  let end = Infinity;
  return {
    onError,
    isTimed: statementTimeoutMilliseconds !== undefined,
    spendRequest: () => {
      if (maxRequests !== undefined && spent >= maxRequests) throw requestLimitReached(maxRequests);
      spent++;
    },
    start: () => {
      if (statementTimeoutMilliseconds !== undefined) end = now() + statementTimeoutMilliseconds;
    },
    checkTime: () => {
      if (now() >= end) throw timeIsOver(statementTimeoutMilliseconds ?? 0);
    },
  };
}

/** The error of a statement that took too long. */
export function timeIsOver(milliseconds: number): EngineError {
  return new EngineError({
    condition: "query_canceled",
    stage: "execute",
    message: `the statement took longer than ${milliseconds / 1000} s`,
    hint: "Raise --statement-timeout (in the library: statementTimeoutMilliseconds), or narrow the query.",
  });
}

function requestLimitReached(limit: number): EngineError {
  return new EngineError({
    condition: "request_limit_reached",
    stage: "execute",
    message: `the statement needs more than ${limit} ${limit === 1 ? "request" : "requests"}`,
    hint: "Raise --max-requests (in the library: maxRequests), or narrow the query; EXPLAIN shows what is asked.",
  });
}
