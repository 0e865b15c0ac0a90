import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineEvent } from "../common/event.ts";
import { showProgress } from "./progress.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const started: EngineEvent = { kind: "statement-started", sql: "" };
const ended: EngineEvent = { kind: "statement-ended", rows: 0, milliseconds: 0 };
const sent: EngineEvent = { kind: "request-sent", id: 1, method: "GET", url: "" };
const received: EngineEvent = { kind: "response-received", id: 1, status: 200, milliseconds: 1, bytes: 1 };
const page: EngineEvent = { kind: "page-read", relation: "a.b.c", rows: 20 };

const clear = "\r\u001b[2K";

function harness() {
  let text = "";
  const progress = showProgress({
    write: (chunk: string | Uint8Array) => {
      text += String(chunk);
      return true;
    },
  });
  return {
    ...progress,
    tell: (...events: EngineEvent[]) => events.forEach(progress.onEvent),
    /** What was written since the last look. */
    look: () => {
      const seen = text;
      text = "";
      return seen;
    },
  };
}

test("a statement that is over at once shows nothing", () => {
  const { tell, look } = harness();
  tell(started, sent, received, page);
  vi.advanceTimersByTime(250);
  tell(ended);
  vi.advanceTimersByTime(1000);
  expect(look()).toBe("");
});

test("a longer one counts requests and rows, and leaves the line empty", () => {
  const { tell, look } = harness();
  tell(started, sent, sent, received, page);
  vi.advanceTimersByTime(300);
  expect(look()).toBe(`${clear}1 of 2 requests answered, 20 rows, 0.3 s`);
  tell(received, page);
  vi.advanceTimersByTime(100);
  expect(look()).toBe(`${clear}2 of 2 requests answered, 40 rows, 0.4 s`);
  tell(ended);
  vi.advanceTimersByTime(1000);
  expect(look()).toBe(clear);
});

test("hidden for a remark, it comes back", () => {
  const { tell, look, hide } = harness();
  tell(started);
  vi.advanceTimersByTime(300);
  hide();
  hide();
  expect(look()).toBe(`${clear}0 of 0 requests answered, 0 rows, 0.3 s${clear}`);
  vi.advanceTimersByTime(100);
  expect(look()).toBe(`${clear}0 of 0 requests answered, 0 rows, 0.4 s`);
});

test("stopped by the first results, it waits for the next statement and begins anew", () => {
  const { tell, look, stop } = harness();
  tell(started, sent);
  stop();
  vi.advanceTimersByTime(1000);
  expect(look()).toBe("");
  tell(ended, started);
  vi.advanceTimersByTime(300);
  expect(look()).toBe(`${clear}0 of 0 requests answered, 0 rows, 0.3 s`);
});

test("what a statement waits for stands in place of the counts", () => {
  const { tell, look, stop } = harness();
  tell(started, sent, received, { kind: "message", text: "p.s.r: INSERT in progress (RUNNING), 3 s" });
  vi.advanceTimersByTime(300);
  expect(look()).toBe(`${clear}p.s.r: INSERT in progress (RUNNING), 3 s`);
  tell(ended, started, sent);
  look();
  vi.advanceTimersByTime(300);
  expect(look()).toBe(`${clear}0 of 1 requests answered, 0 rows, 0.3 s`);
  stop();
});
