/** What a statement that ran came to, gathered from its events: for each scan, and of the whole. */
import type { EngineEvent, EventSink } from "../common/event.ts";
import type { Figures } from "../planner/explain.ts";

/** Of one scan. Times are milliseconds after the start of the statement; absent where it had no page. */
export interface ScanFigures extends Figures {
  readonly requests: number;
  readonly retries: number;
  readonly pages: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface Measurement {
  /** Give every event of the statement to this. */
  readonly onEvent: EventSink;
  readonly scan: (id: string) => ScanFigures;
  /** Of all that local SQL took. */
  readonly localMilliseconds: () => number;
  /** Half of the responses came at least as fast; 0 where there were none. */
  readonly medianLatency: () => number;
}

type Counted = { -readonly [K in "requests" | "retries" | "pages" | "rows" | "bytes"]: number } & {
  firstPageMilliseconds?: number;
  lastPageMilliseconds?: number;
};

/** Starts the clock. */
export function measure(now: () => number = () => performance.now()): Measurement {
  const start = now();
  const scans = new Map<string, Counted>();
  const latencies: number[] = [];
  const local = { running: 0, since: 0, milliseconds: 0 };
  const onEvent = (event: EngineEvent): void => {
    if (event.kind === "response-received") latencies.push(event.milliseconds);
    if (event.kind === "blocking") {
      // What feeds the arguments of several scans may run at the same time.
      if (event.on && local.running++ === 0) local.since = now();
      if (!event.on && --local.running === 0) local.milliseconds += now() - local.since;
    }
    if ("scan" in event && event.scan !== undefined) count(event, countedOf(scans, event.scan), now() - start);
  };
  return {
    onEvent,
    scan: (id) => ({ ...countedOf(scans, id) }),
    localMilliseconds: () => local.milliseconds,
    medianLatency: () => latencies.toSorted((a, b) => a - b)[latencies.length >> 1] ?? 0,
  };
}

function countedOf(scans: Map<string, Counted>, id: string): Counted {
  const counted = scans.get(id) ?? { requests: 0, retries: 0, pages: 0, rows: 0, bytes: 0 };
  scans.set(id, counted);
  return counted;
}

function count(event: EngineEvent, counted: Counted, milliseconds: number): void {
  if (event.kind === "request-sent") counted.requests++;
  else if (event.kind === "request-retried") counted.retries++;
  else if (event.kind === "response-received") counted.bytes += event.bytes;
  else if (event.kind === "page-read") {
    counted.pages++;
    counted.rows += event.rows;
    counted.firstPageMilliseconds ??= milliseconds;
    counted.lastPageMilliseconds = milliseconds;
  }
}
