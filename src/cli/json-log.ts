/** The structured log: engine events, messages and errors as lines of JSON. Loaded where `--log.format json` asks for it. */
import { errorCodes, type EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { shapeOf } from "../telemetry/statement-shape.ts";
import { errorLine, logLine, type LogRecord } from "./json-line.ts";
import { type Log, type LogTopics, shortened } from "./log.ts";

type EventOf<K extends EngineEvent["kind"]> = Extract<EngineEvent, { kind: K }>;

/** What a line about a request repeats, so that it can be read alone. */
interface RequestFacts {
  readonly request: number;
  readonly attempt: number;
  readonly connection: string | undefined;
  readonly operation: string | undefined;
  readonly method: string;
  readonly url: string;
}

/**
 * A log of one session. Statements are numbered from 1 as they begin; each line has the number of the one that runs, and
 * each line of a request its number, attempt, method and address. Ends of statements are told whatever the topics are.
 */
export function openJsonLog(topics: LogTopics): Log {
  const log = new JsonLog(topics);
  return {
    event: (event) => {
      const record = log.recordOf(event);
      return record === undefined ? undefined : logLine(record);
    },
    message: (text) => logLine({ level: "info", event: "message", statement: log.current, message: text }),
    failure: (error) => errorLine(error, { statement: log.numberOf(error) }),
  };
}

class JsonLog {
  readonly #topics: LogTopics;
  #begun = 0;
  /** Those that run, the innermost last. */
  readonly #running: { readonly statement: number; readonly summary: string }[] = [];
  readonly #requests = new Map<number, RequestFacts>();
  /** The failure that a statement ended with, and its number. */
  #failed: { readonly error: EngineError; readonly statement: number } | undefined;

  constructor(topics: LogTopics) {
    this.#topics = topics;
  }

  /** The number of the statement that runs. */
  get current(): number | undefined {
    return this.#running.at(-1)?.statement;
  }

  /** The number of the statement that failed; undefined where the script could not be read. */
  numberOf(error: EngineError): number | undefined {
    if (this.#failed?.error === error) return this.#failed.statement;
    return error.stage === "parse" || error.stage === "config" ? undefined : ++this.#begun;
  }

  /** Undefined where nobody asked for it. */
  recordOf(event: EngineEvent): LogRecord | undefined {
    switch (event.kind) {
      case "statement-started":
        this.#requests.clear();
        this.#running.push({ statement: ++this.#begun, summary: shapeOf(event.sql).summary });
        return undefined;
      case "statement-ended":
        return this.#end(event);
      case "warning": {
        const { condition, message } = event.warning;
        return this.#record({ level: "warn", event: event.kind, code: errorCodes[condition], condition, message });
      }
      case "request-sent":
      case "response-received":
      case "request-failed":
      case "request-retried": {
        const record = this.#request(event);
        return this.#topics.http || this.#topics.work ? record : undefined;
      }
      default:
        return this.#topics.work ? this.#work(event) : undefined;
    }
  }

  #record({ level, event, ...facts }: LogRecord): LogRecord {
    return { level, event, statement: this.current, ...facts };
  }

  #end({ rows, milliseconds, error }: EventOf<"statement-ended">): LogRecord {
    const { statement, summary } = this.#running.pop() ?? {};
    if (error !== undefined && statement !== undefined) this.#failed = { error, statement };
    const failure = error === undefined ? {} : { code: error.code, condition: error.condition };
    return {
      level: "info",
      event: "statement-ended",
      statement,
      summary,
      rows,
      milliseconds: Math.round(milliseconds),
      ...failure,
    };
  }

  #request(
    event: EventOf<"request-sent" | "response-received" | "request-failed" | "request-retried">,
  ): LogRecord | undefined {
    if (event.kind === "request-sent") {
      const { id, method, url, connection, operation, body } = event;
      const attempt = (this.#requests.get(id)?.attempt ?? 0) + 1;
      const facts = { request: id, attempt, connection, operation, method, url };
      this.#requests.set(id, facts);
      return this.#record({ level: "debug", event: event.kind, ...facts, body });
    }
    const facts = this.#requests.get(event.id) ?? { request: event.id };
    if (event.kind === "request-retried") {
      const { reason, delayMilliseconds } = event;
      return this.#record({
        level: "warn",
        event: event.kind,
        ...facts,
        reason,
        delayMilliseconds: Math.round(delayMilliseconds),
      });
    }
    const milliseconds = Math.round(event.milliseconds);
    if (event.kind === "request-failed")
      return this.#record({ level: "warn", event: event.kind, ...facts, milliseconds, ...failureOf(event.error) });
    const { status, bytes } = event;
    const level = status < 400 ? "info" : "warn";
    return this.#record({ level, event: event.kind, ...facts, status, milliseconds, bytes });
  }

  #work(event: EngineEvent): LogRecord | undefined {
    switch (event.kind) {
      case "fan-out-planned":
        return this.#record({ level: "debug", event: event.kind, relation: event.relation, calls: event.calls });
      case "query-sent":
        return this.#record({ level: "debug", event: event.kind, relation: event.relation, sql: shortened(event.sql) });
      case "message":
        return this.#record({ level: "debug", event: event.kind, message: event.text });
      default:
        return undefined;
    }
  }
}

function failureOf({ code, condition, message, hint }: EngineError): { readonly [fact: string]: unknown } {
  return { code, condition, message, hint };
}
