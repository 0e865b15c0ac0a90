/** Events → spans and metrics; what the exporter does with answers of a collector. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { send } from "./exporter.ts";
import { Metrics } from "./metrics.ts";
import type { Span } from "./otlp.ts";
import type { ParentSpan } from "./settings.ts";
import { Spans, type SpanOptions } from "./spans.ts";

const failure = new EngineError({ condition: "upstream_forbidden", stage: "request", message: "no env-1 for you" });
const started: EngineEvent = { kind: "statement-started", sql: "SELECT id FROM p.s.r WHERE id = 'env-1'" };
const ended: EngineEvent = { kind: "statement-ended", rows: 2, milliseconds: 60 };
const sent = (id: number): EngineEvent => ({
  kind: "request-sent",
  id,
  method: "GET",
  url: "http://h:8080/r/env-1",
  operation: "p.s.r.get",
  template: "/r/{id}",
});
const answered = (id: number, status: number): EngineEvent => {
  return { kind: "response-received", id, status, milliseconds: 30, bytes: 10 };
};

/** The spans of events, in the order of their ends; a clock that goes on by one at each look. */
function spansOf(events: readonly EngineEvent[], options: Partial<SpanOptions> = {}): Span[] {
  const spans: Span[] = [];
  let time = 0n;
  const see = new Spans({
    parent: undefined,
    sampled: { ratio: 1, followsParent: true },
    literals: false,
    clock: () => ++time,
    onSpan: (span) => spans.push(span),
    ...options,
  });
  for (const event of events) see.see(event);
  return spans;
}

test("a statement is a span, each attempt of its requests a child", () => {
  const retried: EngineEvent = { kind: "request-retried", id: 1, reason: "status 503", delayMilliseconds: 1 };
  const spans = spansOf([started, sent(1), answered(1, 503), retried, sent(1), answered(1, 200), ended]);
  const statement = spans.at(-1);
  const request = {
    traceId: statement?.traceId,
    parentSpanId: statement?.spanId,
    traceState: undefined,
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    name: "GET /r/{id}",
    kind: 3,
    events: [],
  };
  const attributes = {
    "http.request.method": "GET",
    "url.full": "http://h:8080/r/{id}",
    "url.template": "/r/{id}",
    "server.address": "h",
    "server.port": 8080,
    "tributary.method": "p.s.r.get",
    "http.response.body.size": 10,
  };
  expect(spans).toEqual([
    {
      ...request,
      start: 2n,
      end: 3n,
      attributes: { ...attributes, "http.response.status_code": 503, "error.type": "503" },
      error: "",
    },
    {
      ...request,
      start: 4n,
      end: 5n,
      attributes: { ...attributes, "http.response.status_code": 200, "http.request.resend_count": 1 },
    },
    {
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      parentSpanId: undefined,
      traceState: undefined,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      name: "SELECT p.s.r",
      kind: 1,
      start: 1n,
      end: 6n,
      attributes: {
        "db.system.name": "tributary",
        "db.operation.name": "SELECT",
        "db.query.summary": "SELECT p.s.r",
        "db.query.text": "SELECT id FROM p.s.r WHERE id = ?",
        "tributary.rows": 2,
        "tributary.requests": 2,
      },
      events: [],
    },
  ]);
});

test("failures say their condition, and quote nothing", () => {
  const failed: EngineEvent = { kind: "request-failed", id: 1, milliseconds: 5, error: failure };
  const spans = spansOf([started, sent(1), failed, { ...ended, error: failure }]);
  expect(spans.map(({ error, attributes }) => [error, attributes["error.type"]])).toEqual([
    ["", "upstream_forbidden"],
    ["", "upstream_forbidden"],
  ]);
  expect(spans.at(-1)?.attributes["db.response.status_code"]).toBe("42501");
  expect(
    JSON.stringify(spans, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  ).not.toContain("env-1");
});

test("what was asked for in full is told in full", () => {
  const spans = spansOf([started, sent(1), answered(1, 200), { ...ended, error: failure }], { literals: true });
  expect(spans[0]?.attributes["url.full"]).toBe("http://h:8080/r/env-1");
  expect(spans[1]?.attributes["db.query.text"]).toBe("SELECT id FROM p.s.r WHERE id = 'env-1'");
  expect(spans[1]?.error).toBe("no env-1 for you");
});

test("a request that the end of its statement cuts off is cancelled; warnings are events", () => {
  const warning: EngineEvent = { kind: "warning", warning: { condition: "source_failed", message: "no env-1" } };
  const spans = spansOf([started, sent(1), warning, ended, answered(1, 200)]);
  expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["query_canceled", undefined]);
  expect(spans[1]?.events).toEqual([
    { time: 3n, name: "warning", attributes: { "tributary.condition": "source_failed" } },
  ]);
});

test("a statement that failed before it began is a span once", () => {
  const spans: Span[] = [];
  const options = { parent: undefined, sampled: { ratio: 1, followsParent: true }, literals: false, clock: () => 1n };
  const see = new Spans({ ...options, onSpan: (span) => spans.push(span) });
  see.failed(failure.withSql("SELECT nope FROM p.s.r"));
  const later = new EngineError({ condition: "io_error", stage: "execute", message: "x" });
  see.see(started);
  see.see({ ...ended, error: later });
  see.failed(later);
  expect(spans.map(({ name, attributes }) => [name, attributes["error.type"]])).toEqual([
    ["SELECT p.s.r", "upstream_forbidden"],
    ["SELECT p.s.r", "io_error"],
  ]);
});

const parent: ParentSpan = { traceId: "a".repeat(32), spanId: "b".repeat(16), sampled: true, state: "vendor=1" };

test.each<[string, Partial<SpanOptions>, number]>([
  ["a sampled parent", { parent }, 1],
  ["a parent that is not sampled", { parent: { ...parent, sampled: false } }, 0],
  ["a sampler that asks no parent", { parent, sampled: { ratio: 0, followsParent: false } }, 0],
  ["a ratio of none", { sampled: { ratio: 0, followsParent: true } }, 0],
])("with %s", (_, options, count) => {
  const spans = spansOf([started, ended], options);
  expect(spans).toHaveLength(count);
  const place = { traceId: parent.traceId, parentSpanId: parent.spanId, traceState: "vendor=1" };
  if (count > 0) expect(spans[0]).toMatchObject(place);
});

test("metrics count statements, rows, requests by status, and retries, and measure durations", () => {
  const metrics = new Metrics();
  const retried: EngineEvent = { kind: "request-retried", id: 1, reason: "status 503", delayMilliseconds: 1 };
  for (const event of [started, sent(1), answered(1, 503), retried, sent(1), answered(1, 200), ended])
    metrics.see(event);
  const found = Object.fromEntries(metrics.all().map((metric) => [metric.name, metric]));
  const select = { "db.system.name": "tributary", "db.operation.name": "SELECT", "error.type": undefined };
  const asked = { "http.request.method": "GET", "server.address": "h", "server.port": 8080 };
  const refused = { ...asked, "http.response.status_code": 503, "error.type": "503" };
  const fine = { ...asked, "http.response.status_code": 200, "error.type": undefined };
  expect(found["tributary.statements"]?.points).toEqual([{ attributes: select, value: 1 }]);
  expect(found["tributary.rows"]?.points).toEqual([{ attributes: { "db.operation.name": "SELECT" }, value: 2 }]);
  expect(found["tributary.request.retries"]?.points).toEqual([{ attributes: {}, value: 1 }]);
  expect(found["tributary.requests"]?.points).toEqual([
    { attributes: refused, value: 1 },
    { attributes: fine, value: 1 },
  ]);
  expect(found["http.client.request.duration"]?.points[1]).toEqual({
    attributes: fine,
    count: 1,
    sum: 0.03,
    min: 0.03,
    max: 0.03,
    buckets: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  });
  expect(found["db.client.operation.duration"]?.points[0]).toMatchObject({ attributes: select, count: 1, sum: 0.06 });
});

test("sets of attributes are bounded", () => {
  const metrics = new Metrics();
  for (let port = 1; port <= 2010; port++) {
    metrics.see({ kind: "request-sent", id: port, method: "GET", url: `http://h:${port}/` });
    metrics.see(answered(port, 200));
  }
  const points = metrics.all()[0]?.points ?? [];
  expect(points).toHaveLength(2001);
  expect(points.at(-1)).toEqual({ attributes: { "otel.metric.overflow": true }, value: 10 });
});

/** A collector that answers in turn; resolves with what it was sent. */
async function collector(answers: readonly (readonly [status: number, body: string])[], retryAfter = "0") {
  const received: { readonly headers: object; readonly body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [status, body] = answers[received.length] ?? [200, "{}"];
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status, { "retry-after": retryAfter }).end(body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  return { received, endpoint: { url, headers: [], timeoutMilliseconds: 5_000, gzip: false } };
}

const never = new AbortController().signal;

test.each<[string, readonly (readonly [number, string])[], string | undefined, number]>([
  ["taken", [[200, "{}"]], undefined, 1],
  ["taken without a word", [[200, ""]], undefined, 1],
  ["refused", [[400, "{}"]], "status 400", 1],
  ["not welcome", [[401, "{}"]], "status 401", 1],
  [
    "taken after a while",
    [
      [503, ""],
      [429, ""],
      [200, ""],
    ],
    undefined,
    3,
  ],
  ["never taken", Array.from({ length: 9 }, () => [503, ""] as const), "status 503", 4],
  ["taken in part", [[200, '{"partialSuccess":{"rejectedSpans":"2"}}']], "2 of what was sent were rejected", 1],
])("what is %s", async (_, answers, refusal, requests) => {
  const { received, endpoint } = await collector(answers);
  expect(await send(endpoint, { a: 1 }, never)).toBe(refusal);
  expect(received).toHaveLength(requests);
});

test("a collector that asks for more time than timers count is not asked again at once", async () => {
  const { received, endpoint } = await collector([[503, ""]], "99999999");
  expect(await send(endpoint, { a: 1 }, AbortSignal.timeout(500))).toContain("abort");
  expect(received).toHaveLength(1);
});

test("headers and compression are as was asked", async () => {
  const { received, endpoint } = await collector([]);
  await send({ ...endpoint, gzip: true, headers: [["x-tenant", "mine"]] }, { a: 1 }, never);
  expect(received[0]?.headers).toMatchObject({
    "x-tenant": "mine",
    "content-type": "application/json",
    "content-encoding": "gzip",
  });
  expect(gunzipSync(received[0]?.body ?? "").toString()).toBe('{"a":1}');
});

test("who is told to give up waits for nothing", async () => {
  const { endpoint } = await collector([]);
  expect(await send(endpoint, {}, AbortSignal.abort())).toContain("abort");
});
