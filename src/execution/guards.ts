/** The limits that hold while a statement runs: time, requests, and what a failing source amounts to. */
import { EngineError } from "../common/error.ts";

export const onErrorValues = ["fail", "warn", "partial"] as const;
export type OnError = (typeof onErrorValues)[number];

export interface GuardSettings {
  /** Requests of one statement; absent means no limit. */
  readonly maxRequests: number | undefined;
  /** Of one statement; absent means no limit. */
  readonly statementTimeoutMilliseconds: number | undefined;
  /**
   * What a call of a query that fails does: it fails the statement, or is a warning beside the rows of the others.
   * `partial` is `warn` for what keeps rows as well: tables, materialized views and files.
   */
  readonly onError: OnError;
}

export interface Guards {
  readonly onError: GuardSettings["onError"];
  /** True where the statement itself says so: connections have no say then. */
  readonly isErrorRuled?: boolean;
  /** Call before each request. Throws `request_limit_reached` for the one that is too many. */
  readonly spendRequest: () => void;
  /** True where `checkTime` can ever throw. */
  readonly isTimed: boolean;
  /** Throws `query_canceled` once the time is over. */
  readonly checkTime: () => void;
  /** Starts the clock; before that no time passes. */
  readonly start: () => void;
}

/** What the statements of a session may still send together. */
export interface Budget {
  /** Throws `request_limit_reached` where nothing is left. */
  readonly spend: () => void;
}

/** Without a limit it is never spent. */
export function createBudget(limit: number | undefined): Budget {
  let spent = 0;
  return {
    spend: () => {
      if (limit !== undefined && spent >= limit) throw budgetSpent(limit);
      spent++;
    },
  };
}

/** The guards of one statement; its requests are spent from the budget as well. */
export function createGuards(
  { maxRequests, statementTimeoutMilliseconds, onError }: GuardSettings,
  budget: Budget = createBudget(undefined),
  now: () => number = () => performance.now(),
): Guards {
  let spent = 0;
  let end = Infinity;
  return {
    onError,
    isTimed: statementTimeoutMilliseconds !== undefined,
    spendRequest: () => {
      if (maxRequests !== undefined && spent >= maxRequests) throw requestLimitReached(maxRequests);
      budget.spend();
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

function budgetSpent(limit: number): EngineError {
  return new EngineError({
    condition: "request_limit_reached",
    stage: "execute",
    message: `the session has sent ${limit} ${limit === 1 ? "request" : "requests"}, which is all that it may`,
    hint: "Open another session, or raise --request-budget (in the library: requestBudget).",
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
