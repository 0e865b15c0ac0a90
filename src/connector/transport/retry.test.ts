import { expect, test } from "vitest";
import type { Retry } from "../../catalog/model.ts";
import type { EngineEvent } from "../../common/event.ts";
import { callOf, connect, failureOf, method, parameter, read, serve, type MethodFacts } from "../test-server.ts";

const quick: Retry = { firstDelayMilliseconds: 0 };

function write(httpMethod: string, retry: Retry): MethodFacts {
  const request = { httpMethod, mediaType: "application/json", base: { name: "n" } };
  return { verb: "exec", parameters: [parameter("name", "body")], request, retry };
}

/** How many requests an API gets that always answers with this status, and the delays between them. */
async function attemptsAt(status: number, facts: MethodFacts, retries = 4) {
  const api = await serve(() => ({ status }));
  const delays: number[] = [];
  const onEvent = (event: EngineEvent): void => {
    if (event.kind === "request-retried") delays.push(event.delayMilliseconds);
  };
  await failureOf(read(connect({ retries }), callOf(method(api.origin, facts)), { onEvent }));
  return { attempts: api.received.length, delays };
}

test("a document says how often and after which delays", async () => {
  const retry = { attempts: 5, firstDelayMilliseconds: 2, growth: 3, longestDelayMilliseconds: 20, jitter: 0 };
  expect(await attemptsAt(503, { retry })).toEqual({ attempts: 5, delays: [2, 6, 18, 20] });
});

test("without retries of the user there are none, whatever a document says", async () => {
  expect(await attemptsAt(503, { retry: { ...quick, attempts: 5 } }, 0)).toEqual({ attempts: 1, delays: [] });
});

interface Case {
  readonly httpMethod: string;
  readonly status: number;
  readonly retry: Retry;
  readonly retried: boolean;
}

const cases: readonly Case[] = [
  { httpMethod: "GET", status: 409, retry: { statuses: [409] }, retried: true },
  { httpMethod: "GET", status: 503, retry: { statuses: [409] }, retried: false },
  { httpMethod: "PUT", status: 503, retry: { methods: ["GET"] }, retried: false },
  { httpMethod: "PUT", status: 500, retry: { statuses: [500] }, retried: false },
  { httpMethod: "PUT", status: 500, retry: { methods: ["PUT"], statuses: [500] }, retried: true },
  { httpMethod: "DELETE", status: 429, retry: { statuses: [429, 500] }, retried: true },
  { httpMethod: "POST", status: 503, retry: { methods: ["POST"], statuses: [429, 503] }, retried: false },
  { httpMethod: "POST", status: 429, retry: { methods: ["POST"], statuses: [429, 503] }, retried: true },
  { httpMethod: "PATCH", status: 429, retry: { statuses: [503] }, retried: false },
];

// verifies: right.retry
test.each(cases)("$httpMethod after $status with $retry: retried is $retried", async (one) => {
  const retry = { ...quick, attempts: 2, ...one.retry };
  const facts = one.httpMethod === "GET" ? { retry } : write(one.httpMethod, retry);
  expect((await attemptsAt(one.status, facts)).attempts).toBe(one.retried ? 2 : 1);
});

test("a POST that reads is retried as the GET that a document names", async () => {
  const facts = { ...write("POST", { ...quick, attempts: 3, methods: ["GET"] }), verb: "select" as const };
  expect((await attemptsAt(502, facts)).attempts).toBe(3);
});
