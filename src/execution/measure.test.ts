/** Figures of a statement from its events. */
import { expect, test } from "vitest";
import { measure } from "./measure.ts";

test("events are counted for their scan, with the times of the first and the last page", () => {
  let clock = 0;
  const { onEvent, scan } = measure(() => clock);
  onEvent({ kind: "request-sent", id: 1, method: "GET", url: "u", scan: "a#1" });
  onEvent({ kind: "request-retried", id: 1, reason: "status 503", delayMilliseconds: 1, scan: "a#1" });
  onEvent({ kind: "request-sent", id: 1, method: "GET", url: "u", scan: "a#1" });
  onEvent({ kind: "response-received", id: 1, status: 200, milliseconds: 9, bytes: 100, scan: "a#1" });
  clock = 12;
  onEvent({ kind: "page-read", relation: "p.s.a", rows: 2, scan: "a#1" });
  clock = 30;
  onEvent({ kind: "page-read", relation: "p.s.a", rows: 1, scan: "a#1" });
  onEvent({ kind: "page-read", relation: "p.s.b", rows: 9, scan: "b#2" });
  onEvent({ kind: "request-sent", id: 2, method: "POST", url: "token" });
  expect(scan("a#1")).toEqual({
    requests: 2,
    retries: 1,
    pages: 2,
    rows: 3,
    bytes: 100,
    firstPageMilliseconds: 12,
    lastPageMilliseconds: 30,
  });
  expect(scan("c#3")).toEqual({ requests: 0, retries: 0, pages: 0, rows: 0, bytes: 0 });
});

test("local SQL is timed while it holds the thread, latency is the median of the responses", () => {
  let clock = 0;
  const { onEvent, localMilliseconds, medianLatency } = measure(() => clock);
  expect(medianLatency()).toBe(0);
  onEvent({ kind: "blocking", on: true });
  clock = 4;
  onEvent({ kind: "blocking", on: false });
  clock = 100;
  for (const milliseconds of [50, 10, 20])
    onEvent({ kind: "response-received", id: 1, status: 200, milliseconds, bytes: 0 });
  expect([localMilliseconds(), medianLatency()]).toEqual([4, 20]);
});
