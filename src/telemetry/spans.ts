/** Engine events → finished spans: one for each statement, and within it one for each attempt of a request. */
import { randomBytes } from "node:crypto";
import type { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { redact } from "../common/redact.ts";
import { hidePasswords } from "../common/shown-sql.ts";
import type { Clock } from "./clock.ts";
import { type Attributes, type Span, spanKinds } from "./otlp.ts";
import { shapeOf } from "./statement-shape.ts";
import type { TelemetrySettings } from "./settings.ts";
import { shownAddress } from "./shown-address.ts";

export interface SpanOptions extends Pick<TelemetrySettings, "parent" | "sampled"> {
  readonly clock: Clock;
  /** What statements and addresses hold is told too: literals, the values of parameters, messages of errors. */
  readonly literals: boolean;
  readonly onSpan: (span: Span) => void;
}

type EventOf<K extends EngineEvent["kind"]> = Extract<EngineEvent, { kind: K }>;

type Open = { -readonly [K in keyof Omit<Span, "end">]: Span[K] } & { events: Span["events"][number][] };

interface OpenSpan {
  readonly span: Open;
  /** False where the trace is not sampled. */
  readonly kept: boolean;
}

/** What the semantic conventions of databases call one that they do not list. */
export const databaseName = "tributary";

/** Takes events; spans that are not sampled are made but not told. */
export class Spans {
  readonly #options: SpanOptions;
  /** The innermost is the last. */
  readonly #statements: (OpenSpan & { requests: number })[] = [];
  readonly #requests = new Map<number, OpenSpan>();
  readonly #attempts = new Map<number, number>();
  /** The failure that the last statement ended with. */
  #told: EngineError | undefined;

  constructor(options: SpanOptions) {
    this.#options = options;
  }

  see(event: EngineEvent): void {
    switch (event.kind) {
      case "statement-started":
        return this.#begin(event.sql);
      case "statement-ended":
        return this.#end(event);
      case "request-sent":
        return this.#send(event);
      case "response-received":
        return this.#answer(event);
      case "request-failed":
        return this.#finishRequest(event.id, { "error.type": event.error.condition }, this.#messageOf(event.error));
      case "warning":
        return this.#note("warning", { "tributary.condition": event.warning.condition });
      default:
        return undefined;
    }
  }

  /** A statement that failed before it began, where none told of the error. */
  failed(error: EngineError): void {
    if (error === this.#told) return;
    this.#begin(error.sql ?? "");
    this.#end({ kind: "statement-ended", rows: 0, milliseconds: 0, error });
  }

  #begin(sql: string): void {
    const { operation, summary, text: shape } = shapeOf(sql);
    const text = this.#options.literals ? hidePasswords(sql) : shape;
    const opened = this.#open(summary, spanKinds.internal, {
      "db.system.name": databaseName,
      "db.operation.name": operation,
      "db.query.summary": summary,
      "db.query.text": text === undefined || text === "" ? undefined : text,
    });
    this.#statements.push({ ...opened, requests: 0 });
  }

  #open(name: string, kind: Span["kind"], attributes: Attributes): OpenSpan {
    const { kept, ...place } = this.#place();
    const spanId = randomBytes(8).toString("hex");
    return { kept, span: { ...place, spanId, name, kind, start: this.#options.clock(), attributes, events: [] } };
  }

  /** Below the statement that runs, else below the parent of the process, else in a trace of its own. */
  #place(): Pick<Span, "traceId" | "parentSpanId" | "traceState"> & { readonly kept: boolean } {
    const outer = this.#statements.at(-1);
    if (outer !== undefined) {
      const { traceId, spanId, traceState } = outer.span;
      return { traceId, parentSpanId: spanId, traceState, kept: outer.kept };
    }
    const { parent, sampled } = this.#options;
    const traceId = parent?.traceId ?? randomBytes(16).toString("hex");
    const kept = parent !== undefined && sampled.followsParent ? parent.sampled : isSampled(traceId, sampled.ratio);
    return { traceId, parentSpanId: parent?.spanId, traceState: parent?.state, kept };
  }

  #end({ rows, error }: EventOf<"statement-ended">): void {
    // What was still on its way is wanted no more.
    for (const id of this.#requests.keys()) this.#finishRequest(id, { "error.type": "query_canceled" }, "");
    const open = this.#statements.pop();
    if (open === undefined) return;
    this.#told = error;
    this.#attempts.clear();
    const { span, kept, requests } = open;
    span.attributes = {
      ...span.attributes,
      "tributary.rows": rows,
      "tributary.requests": requests,
      ...(error !== undefined && { "error.type": error.condition, "db.response.status_code": error.code }),
    };
    this.#tell(span, kept, error === undefined ? undefined : this.#messageOf(error));
  }

  #send({ id, method, url, operation, template }: EventOf<"request-sent">): void {
    const attempt = this.#attempts.get(id) ?? 0;
    this.#attempts.set(id, attempt + 1);
    const statement = this.#statements.at(-1);
    if (statement !== undefined) statement.requests++;
    const path = template?.split("?")[0];
    const opened = this.#open(path === undefined ? method : `${method} ${path}`, spanKinds.client, {
      "http.request.method": method,
      "url.full": this.#options.literals ? url : shownAddress(url, template),
      "url.template": path,
      ...serverOf(url),
      "http.request.resend_count": attempt === 0 ? undefined : attempt,
      "tributary.method": operation,
    });
    this.#requests.set(id, opened);
  }

  #answer({ id, status, bytes }: EventOf<"response-received">): void {
    const facts = { "http.response.status_code": status, "http.response.body.size": bytes };
    if (status < 400) this.#finishRequest(id, facts, undefined);
    else this.#finishRequest(id, { ...facts, "error.type": String(status) }, "");
  }

  #finishRequest(id: number, facts: Attributes, error: string | undefined): void {
    const open = this.#requests.get(id);
    if (open === undefined) return;
    this.#requests.delete(id);
    open.span.attributes = { ...open.span.attributes, ...facts };
    this.#tell(open.span, open.kept, error);
  }

  #note(name: string, attributes: Attributes): void {
    this.#statements.at(-1)?.span.events.push({ time: this.#options.clock(), name, attributes });
  }

  #tell(span: Open, kept: boolean, error: string | undefined): void {
    const { onSpan, clock } = this.#options;
    if (!kept) return;
    // Only now: which of its literals are secrets shows when credentials are read, after a statement has begun.
    const attributes = redacted(span.attributes);
    onSpan({ ...span, attributes, end: clock(), ...(error !== undefined && { error }) });
  }

  /** Messages quote what statements hold. */
  #messageOf(error: EngineError): string {
    return this.#options.literals ? redact(error.message) : "";
  }
}

function redacted(attributes: Attributes): Attributes {
  const shown = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === "string" ? redact(value) : value,
  ]);
  return Object.fromEntries(shown) as Attributes;
}

/** The same answer for the same trace, whoever asks. */
function isSampled(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-13), 16) < ratio * 2 ** 52;
}

/** `server.address` and `server.port` of a URL. */
export function serverOf(url: string): Attributes {
  if (!URL.canParse(url)) return {};
  const { hostname, port, protocol } = new URL(url);
  return { "server.address": hostname, "server.port": port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) };
}
