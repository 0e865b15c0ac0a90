/** Traces and metrics of a session, sent to a collector as they come and at the end. */
import type { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { redact } from "../common/redact.ts";
import { startClock } from "./clock.ts";
import { send } from "./exporter.ts";
import { Metrics } from "./metrics.ts";
import { metricsBody, type Source, type Span, tracesBody } from "./otlp.ts";
import { type Endpoint, telemetrySettings } from "./settings.ts";
import { Spans } from "./spans.ts";
import type { Environment } from "./wanted.ts";

export interface Telemetry {
  /** Takes every event of the session. */
  readonly onEvent: (event: EngineEvent) => void;
  /** Tells of a statement that failed; one whose end was an event is told already. */
  readonly failed: (error: EngineError) => void;
  /** Sends what is left, and gives up after so many milliseconds. Never rejects. */
  readonly end: (milliseconds: number) => Promise<void>;
}

export interface TelemetryOptions {
  readonly environment: Environment;
  readonly version: string;
  /** True sends literals of statements, values in addresses and messages of errors too; secrets never. */
  readonly literals: boolean;
  /** Receives what went wrong, a sentence each, the same one once. */
  readonly onProblem: (text: string) => void;
}

/** Spans that are sent at once, and that wait at most: what comes on top is dropped. Source: the batch processor. */
const batchSize = 512;
const queueSize = 4096;

/** Opens what the environment asks for. Sends nothing yet. */
export function openTelemetry({ environment, version, literals, onProblem }: TelemetryOptions): Telemetry {
  const settings = telemetrySettings(environment, version);
  const clock = startClock();
  const source: Source = { resource: settings.resource, scope: { name: "tributary", version } };
  const giveUp = new AbortController();
  const problem = onceEach(onProblem);
  for (const text of settings.problems) problem(`telemetry: ${text}`);
  const deliver = async (endpoint: Endpoint, body: object): Promise<void> => {
    const refusal = await send(endpoint, body, giveUp.signal);
    if (refusal !== undefined) problem(`telemetry could not be sent to ${new URL(endpoint.url).host}: ${refusal}`);
  };
  const { traces, metrics } = settings;
  const spans = traces && openSpans(traces, { source, settings, clock, literals, deliver, problem });
  const sums =
    metrics && openMetrics(metrics, { source, clock, deliver, interval: settings.metricIntervalMilliseconds });
  const parts = [spans, sums].filter((part) => part !== undefined);
  return {
    onEvent: (event) => parts.forEach((part) => part.see(event)),
    failed: (error) => parts.forEach((part) => part.failed(error)),
    end: async (milliseconds) => {
      const timer = setTimeout(() => giveUp.abort(), milliseconds);
      await Promise.all(parts.map((part) => part.end()));
      clearTimeout(timer);
    },
  };
}

/** One signal. */
interface Part {
  see(event: EngineEvent): void;
  failed(error: EngineError): void;
  end(): Promise<void>;
}

type Deliver = (endpoint: Endpoint, body: object) => Promise<void>;

interface SpansParts {
  readonly source: Source;
  readonly settings: ReturnType<typeof telemetrySettings>;
  readonly clock: ReturnType<typeof startClock>;
  readonly literals: boolean;
  readonly deliver: Deliver;
  readonly problem: (text: string) => void;
}

/** One payload is on its way at a time. */
function openSpans(endpoint: Endpoint, { source, settings, clock, literals, deliver, problem }: SpansParts): Part {
  const queue: Span[] = [];
  let sending: Promise<void> | undefined;
  const sendAll = async (): Promise<void> => {
    while (queue.length > 0) await deliver(endpoint, tracesBody(source, queue.splice(0, batchSize)));
    sending = undefined;
  };
  const flush = (): Promise<void> => (sending ??= sendAll());
  const onSpan = (span: Span): void => {
    if (queue.length >= queueSize) return problem("telemetry: the collector is too slow, spans are left out");
    queue.push(span);
    if (queue.length >= batchSize) void flush();
    return undefined;
  };
  const spans = new Spans({ ...settings, clock, literals, onSpan });
  const timer = setInterval(() => void flush(), settings.spanDelayMilliseconds).unref();
  return {
    see: (event) => spans.see(event),
    failed: (error) => spans.failed(error),
    end: async () => {
      clearInterval(timer);
      await flush();
      await flush();
    },
  };
}

interface MetricsParts extends Pick<SpansParts, "source" | "clock" | "deliver"> {
  readonly interval: number;
}

function openMetrics(endpoint: Endpoint, { source, clock, deliver, interval }: MetricsParts): Part {
  const metrics = new Metrics();
  const from = clock();
  let sending: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    const all = metrics.all();
    if (all.length === 0) return sending;
    const body = metricsBody(source, all, { from, to: clock() });
    return (sending = sending.then(() => deliver(endpoint, body)));
  };
  const timer = setInterval(() => void flush(), interval).unref();
  return {
    see: (event) => metrics.see(event),
    failed: (error) => metrics.failed(error),
    end: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(redact(text));
  };
}
