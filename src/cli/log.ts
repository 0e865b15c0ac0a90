/** What is told on standard error, as text: warnings, errors, and what `--http.log.enabled` and `--verbose` ask for. */
import type { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { formatError, formatWarning } from "../output/errors.ts";
import type { FlagValues } from "./flags.ts";

/** How something is told: texts without a line break behind them. */
export interface Log {
  /** Undefined where there is nothing to tell of it. */
  readonly event: (event: EngineEvent) => string | undefined;
  readonly message: (text: string) => string;
  readonly failure: (error: EngineError) => string;
}

/** What is told beside warnings and errors. */
export interface LogTopics {
  readonly http: boolean;
  /** Requests, and all else. */
  readonly work: boolean;
}

export function logTopics(flags: FlagValues): LogTopics {
  return { http: flags["http.log.enabled"], work: flags.verbose };
}

/** The log for people. */
export function textLog({ http, work }: LogTopics, colour: boolean): Log {
  const remarks = { colour, json: false };
  return {
    event: (event) => {
      if (event.kind === "warning") return formatWarning(event.warning, remarks);
      return (http || work ? httpLine(event) : undefined) ?? (work ? workLine(event) : undefined);
    },
    message: (text) => text,
    failure: (error) => formatError(error, remarks),
  };
}

/** The line for an event about HTTP; undefined for any other. */
export function httpLine(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case "request-sent":
      return `> ${event.id} ${event.method} ${event.url}${event.body === undefined ? "" : ` ${event.body}`}`;
    case "response-received":
      return `< ${event.id} ${event.status} ${event.bytes} bytes in ${Math.round(event.milliseconds)} ms`;
    case "request-retried":
      return `~ ${event.id} again in ${Math.round(event.delayMilliseconds)} ms: ${event.reason}`;
    default:
      return undefined;
  }
}

/** The line for what the engine does beside requests; undefined where there is nothing to tell. */
export function workLine(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case "fan-out-planned":
      return event.calls > 1 ? `${event.relation}: ${event.calls} calls` : undefined;
    case "query-sent":
      return `${event.relation}: ${shortened(event.sql)}`;
    case "message":
      return event.text;
    case "statement-ended":
      return `${event.rows} rows in ${Math.round(event.milliseconds)} ms`;
    default:
      return undefined;
  }
}

/** SQL may hold thousands of keys. */
export function shortened(sql: string): string {
  return sql.length > 1000 ? `${sql.slice(0, 1000)} … ${sql.length - 1000} characters more` : sql;
}
