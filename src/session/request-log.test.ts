import { expect, test } from "vitest";
import { RequestLog } from "./request-log.ts";

function sent(log: RequestLog, id: number, operation?: string): void {
  log.see({ kind: "request-sent", id, method: "GET", url: `https://x/${id}`, operation });
}

function answered(log: RequestLog, id: number, status = 200): void {
  log.see({ kind: "response-received", id, status, milliseconds: id * 10, bytes: 5 });
}

const seen = (log: RequestLog): unknown[] =>
  log
    .requests()
    .map(({ id, attempt, operation, status, milliseconds }) => [id, attempt, operation, status, milliseconds]);

test("a request is remembered with its answer, and without one while it is under way", () => {
  const log = new RequestLog();
  sent(log, 1, "p.s.r.list");
  sent(log, 2);
  answered(log, 1);
  expect(seen(log)).toEqual([
    [1, 1, "p.s.r.list", 200, 10],
    [2, 1, undefined, undefined, undefined],
  ]);
});

test("each attempt is an entry of its own", () => {
  const log = new RequestLog();
  sent(log, 1);
  answered(log, 1, 503);
  log.see({ kind: "request-retried", id: 1, reason: "status 503", delayMilliseconds: 1 });
  sent(log, 1);
  answered(log, 1);
  expect(seen(log)).toEqual([
    [1, 1, undefined, 503, 10],
    [1, 2, undefined, 200, 10],
  ]);
});

test("the oldest are forgotten first, and late answers to them change nothing", () => {
  const log = new RequestLog(2);
  for (const id of [1, 2, 3]) sent(log, id);
  answered(log, 1);
  answered(log, 3);
  expect(seen(log)).toEqual([
    [2, 1, undefined, undefined, undefined],
    [3, 1, undefined, 200, 30],
  ]);
});

test("other events change nothing", () => {
  const log = new RequestLog();
  log.see({ kind: "message", text: "hello" });
  answered(log, 9);
  expect(seen(log)).toEqual([]);
});
