/** Engine events as lines for standard error: `--http.log.enabled` and `--verbose`. */
import type { EngineEvent } from "../common/event.ts";

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
function shortened(sql: string): string {
  return sql.length > 1000 ? `${sql.slice(0, 1000)} … ${sql.length - 1000} characters more` : sql;
}
