import { once } from "node:events";
import http from "node:http";
import { expect, test } from "vitest";
import type { EngineEvent } from "../../common/event.ts";
import {
  callOf,
  connect,
  failureOf,
  listen,
  method,
  parameter,
  read,
  serve,
  type Answer,
  type MethodFacts,
} from "../test-server.ts";

const found: Answer = { body: { data: [{ id: "1" }] } };
const now = { "retry-after": "0" };

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** A write of one property. */
function write(httpMethod: string): MethodFacts {
  return {
    verb: "exec",
    parameters: [parameter("name", "body")],
    request: { httpMethod, mediaType: "application/json", base: { name: "n" } },
  };
}

test("no more requests are in flight per host than allowed, and all are served", async () => {
  let inFlight = 0;
  let most = 0;
  const api = await serve(async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inFlight--;
    return found;
  });
  const connector = connect({ concurrency: 3 });
  const called = callOf(method(api.origin));
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => read(connector, called)));
  expect(outcomes.map(({ rows }) => rows)).toEqual(Array.from({ length: 20 }, () => [["1"]]));
  expect(most).toBe(3);
});

test("a request that waits for its turn can be canceled, and the next one moves up", async () => {
  let answerFirst: (answer: Answer) => void = () => undefined;
  const api = await serve((_request, count) =>
    count === 1 ? new Promise<Answer>((resolve) => (answerFirst = resolve)) : found,
  );
  const connector = connect({ concurrency: 1 });
  const sent = (path: string) => callOf(method(api.origin, { request: { path } }));
  const first = read(connector, sent("/first"));
  await expect.poll(() => api.received.length).toBe(1);
  const canceling = new AbortController();
  const second = failureOf(read(connector, sent("/second"), { signal: canceling.signal }));
  const third = read(connector, sent("/third"));
  canceling.abort();
  expect(await second).toMatch(/^query_canceled/);
  answerFirst(found);
  await Promise.all([first, third]);
  expect(api.received.map(({ url }) => url)).toEqual(["/first", "/third"]);
});

test("connections are kept for the next request", async () => {
  let connections = 0;
  const server = http.createServer((_incoming, outgoing) => outgoing.end('{"data":[]}'));
  server.on("connection", () => connections++);
  const called = callOf(method(await listen(server)));
  const connector = connect();
  await read(connector, called);
  await read(connector, called);
  expect(connections).toBe(1);
});

interface RetryCase {
  readonly httpMethod: string;
  readonly status: number;
  readonly retried: boolean;
}

const retryCases: readonly RetryCase[] = [
  ...[408, 429, 502, 503, 504].map((status) => ({ httpMethod: "GET", status, retried: true })),
  ...[400, 404, 500, 501].map((status) => ({ httpMethod: "GET", status, retried: false })),
  { httpMethod: "PUT", status: 503, retried: true },
  { httpMethod: "DELETE", status: 429, retried: true },
  { httpMethod: "DELETE", status: 502, retried: false },
  { httpMethod: "POST", status: 429, retried: true },
  { httpMethod: "POST", status: 503, retried: false },
  { httpMethod: "PATCH", status: 503, retried: false },
];

test.each(retryCases)("$httpMethod after $status: retried is $retried", async ({ httpMethod, status, retried }) => {
  const api = await serve((_request, count) => (count === 1 ? { status, headers: now } : found));
  const facts = httpMethod === "GET" ? {} : write(httpMethod);
  const outcome = await failureOf(read(connect({ retries: 2 }), callOf(method(api.origin, facts))));
  expect(outcome === "no failure").toBe(retried);
  expect(api.received).toHaveLength(retried ? 2 : 1);
});

test("a POST that reads is retried like a GET", async () => {
  const api = await serve((_request, count) => (count === 1 ? { status: 503, headers: now } : found));
  const { rows } = await read(
    connect({ retries: 1 }),
    callOf(method(api.origin, { ...write("POST"), verb: "select" })),
  );
  expect(rows).toEqual([["1"]]);
});

test("attempts are bounded; the last answer is the error, and events tell of each", async () => {
  const api = await serve(() => ({ status: 429, headers: now, body: { message: "slow down" } }));
  const events: EngineEvent[] = [];
  const outcome = await failureOf(
    read(connect({ retries: 2 }), callOf(method(api.origin)), { onEvent: (event) => events.push(event) }),
  );
  expect(outcome).toMatch(/^upstream_rate_limited: acme.shop.things.list: GET .* answered 429: slow down/);
  const sent = {
    kind: "request-sent",
    id: 1,
    operation: "acme.shop.things.list",
    template: "/things",
    method: "GET",
    url: `${api.origin}/things`,
  };
  const received = {
    kind: "response-received",
    id: 1,
    status: 429,
    bytes: 23,
    milliseconds: expect.any(Number) as number,
  };
  const retriedEvent = { kind: "request-retried", id: 1, reason: "status 429", delayMilliseconds: 0 };
  expect(events).toEqual([sent, received, retriedEvent, sent, received, retriedEvent, sent, received]);
});

test("a wait longer than is worth waiting ends the attempts", async () => {
  const api = await serve(() => ({ status: 429, headers: { "retry-after": "600" } }));
  const outcome = await failureOf(read(connect({ retries: 5 }), callOf(method(api.origin))));
  expect(outcome).toMatch(/^upstream_rate_limited: [\s\S]*asks to wait 600 s/);
  expect(api.received).toHaveLength(1);
});

test("waiting for the next attempt can be canceled", async () => {
  const api = await serve(() => ({ status: 429, headers: { "retry-after": "60" } }));
  const canceling = new AbortController();
  const onEvent = (event: EngineEvent) => {
    if (event.kind === "request-retried") canceling.abort();
  };
  const called = callOf(method(api.origin));
  expect(await failureOf(read(connect({ retries: 5 }), called, { signal: canceling.signal, onEvent }))).toMatch(
    /^query_canceled/,
  );
});

test("a host that has nothing left is not asked before it says so", async () => {
  const times: number[] = [];
  const api = await serve(() => {
    times.push(performance.now());
    return { ...found, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.3" } };
  });
  const connector = connect();
  await read(connector, callOf(method(api.origin)));
  await read(connector, callOf(method(api.origin)));
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(290);
});

test("a refused connection names host and remedy, and is retried even for writes", async () => {
  const server = http.createServer();
  const origin = await listen(server);
  server.close();
  await once(server, "close");
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => events.push(event);
  const outcome = await failureOf(read(connect({ retries: 1 }), callOf(method(origin, write("POST"))), { onEvent }));
  expect(outcome).toBe(
    `connection_failed: cannot get an answer from ${origin.slice("http://".length)}: the connection was refused (ECONNREFUSED)\n` +
      "Check the host and port, and that the service is running.",
  );
  expect(events.map(({ kind }) => kind)).toEqual([
    "request-sent",
    "request-failed",
    "request-retried",
    "request-sent",
    "request-failed",
  ]);
});

test("a connection that breaks off is retried for reads and an error for writes", async () => {
  let count = 0;
  const server = http.createServer((incoming, outgoing) => {
    if (++count % 2 === 1) incoming.socket.destroy();
    else outgoing.end('{"data":[{"id":"1"}]}');
  });
  const origin = await listen(server);
  expect((await read(connect({ retries: 1 }), callOf(method(origin)))).rows).toEqual([["1"]]);
  expect(await failureOf(read(connect({ retries: 1 }), callOf(method(origin, write("POST")))))).toMatch(
    /^connection_failed: .*broke off/,
  );
});

test("a body that is cut off is connection_failed", async () => {
  const server = http.createServer((incoming, outgoing) => {
    outgoing.writeHead(200, { "content-length": "100" });
    outgoing.write('{"data":[', () => incoming.socket.destroy());
  });
  expect(await failureOf(read(connect(), callOf(method(await listen(server)))))).toMatch(/^connection_failed: /);
});

test("a server that speaks no HTTP is connection_failed", async () => {
  const server = http.createServer();
  server.on("connection", (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
  expect(await failureOf(read(connect(), callOf(method(await listen(server)))))).toMatch(
    /^connection_failed: .*not valid HTTP/,
  );
});

test("a request that takes too long is upstream_timeout", async () => {
  const api = await serve(never);
  const outcome = await failureOf(read(connect({ timeoutMilliseconds: 50 }), callOf(method(api.origin))));
  expect(outcome).toMatch(/^upstream_timeout: 127.0.0.1:\d+ did not answer within 0.05 s/);
});

test("canceling in the middle of a body ends at once and closes the socket", async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const canceling = new AbortController();
  const server = http.createServer((incoming, outgoing) => {
    closed = new Promise((resolve) => incoming.socket.on("close", resolve).on("error", () => undefined));
    outgoing.write('{"data":[', () => canceling.abort());
  });
  const called = callOf(method(await listen(server)));
  expect(await failureOf(read(connect(), called, { signal: canceling.signal }))).toMatch(/^query_canceled/);
  await closed;
});

test("a call whose signal has fired sends nothing", async () => {
  const api = await serve(() => found);
  expect(await failureOf(read(connect(), callOf(method(api.origin)), { signal: AbortSignal.abort() }))).toMatch(
    /^query_canceled/,
  );
  expect(api.received).toEqual([]);
});

test("closing the connector cancels what is under way", async () => {
  const api = await serve(never);
  const connector = connect();
  const outcome = failureOf(read(connector, callOf(method(api.origin))));
  await expect.poll(() => api.received.length).toBe(1);
  await connector.close();
  expect(await outcome).toMatch(/^query_canceled/);
});
