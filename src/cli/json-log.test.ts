import { expect, test } from "vitest";
import { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { rememberSecret } from "../common/redact.ts";
import { seemsToWantJson } from "./json-line.ts";
import { openJsonLog } from "./json-log.ts";
import type { LogTopics } from "./log.ts";

const started: EngineEvent = { kind: "statement-started", sql: "SELECT id FROM p.s.r WHERE id = 'env-1'" };
const ended: EngineEvent = { kind: "statement-ended", rows: 2, milliseconds: 60.4 };
const failure = new EngineError({ condition: "upstream_forbidden", stage: "request", message: "no", hint: "Ask." });
const sent: EngineEvent = {
  kind: "request-sent",
  id: 7,
  method: "GET",
  url: "http://h/r",
  operation: "p.s.r.get",
  connection: "eu",
};
const answered = (status: number): EngineEvent => {
  return { kind: "response-received", id: 7, status, milliseconds: 30.2, bytes: 10 };
};

type Line = Readonly<Record<string, unknown>>;
const parsed = (line: string): Line => JSON.parse(line) as Line;

/** The lines of events without their times. */
function linesOf(events: readonly EngineEvent[], topics: Partial<LogTopics> = {}): Line[] {
  const log = openJsonLog({ http: false, work: false, ...topics });
  return events.flatMap((event) => {
    const line = log.event(event);
    if (line === undefined) return [];
    const { time, ...rest } = parsed(line);
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    return [rest];
  });
}

const summary = "SELECT p.s.r";
const end = { level: "info", event: "statement-ended", statement: 1, summary, rows: 2, milliseconds: 60 };
const request = { request: 7, connection: "eu", operation: "p.s.r.get", method: "GET", url: "http://h/r" };

test("statements are numbered, whatever else is told", () => {
  expect(linesOf([started, sent, answered(200), ended, started, ended])).toEqual([end, { ...end, statement: 2 }]);
});

test("a warning has its code and the number of its statement", () => {
  const warning: EngineEvent = { kind: "warning", warning: { condition: "source_failed", message: "gone" } };
  expect(linesOf([started, warning])).toEqual([
    {
      level: "warn",
      event: "warning",
      statement: 1,
      code: expect.stringMatching(/^\w{5}$/) as string,
      condition: "source_failed",
      message: "gone",
    },
  ]);
});

test("each line of a request has all that is known of it", () => {
  const retried: EngineEvent = { kind: "request-retried", id: 7, reason: "status 503", delayMilliseconds: 1.5 };
  const events = [started, sent, answered(503), retried, sent, answered(200), ended];
  const of = { statement: 1, ...request };
  const measured = { milliseconds: 30, bytes: 10 };
  expect(linesOf(events, { http: true })).toEqual([
    { level: "debug", event: "request-sent", ...of, attempt: 1 },
    { level: "warn", event: "response-received", ...of, attempt: 1, status: 503, ...measured },
    { level: "warn", event: "request-retried", ...of, attempt: 1, reason: "status 503", delayMilliseconds: 2 },
    { level: "debug", event: "request-sent", ...of, attempt: 2 },
    { level: "info", event: "response-received", ...of, attempt: 2, status: 200, ...measured },
    end,
  ]);
});

test("a request without an answer says why", () => {
  const failed: EngineEvent = { kind: "request-failed", id: 7, milliseconds: 5, error: failure };
  const why = { code: "42501", condition: "upstream_forbidden", message: "no", hint: "Ask." };
  expect(linesOf([started, sent, failed], { http: true })[1]).toEqual({
    level: "warn",
    event: "request-failed",
    statement: 1,
    ...request,
    attempt: 1,
    milliseconds: 5,
    ...why,
  });
});

test("--verbose tells what is done beside requests", () => {
  const work: EngineEvent[] = [
    { kind: "fan-out-planned", relation: "p.s.r", calls: 7 },
    { kind: "query-sent", relation: "d.t", sql: "SELECT 1" },
    { kind: "message", text: "done" },
    { kind: "page-read", relation: "p.s.r", rows: 1 },
  ];
  expect(linesOf(work)).toEqual([]);
  expect(linesOf(work, { work: true })).toEqual([
    { level: "debug", event: "fan-out-planned", relation: "p.s.r", calls: 7 },
    { level: "debug", event: "query-sent", relation: "d.t", sql: "SELECT 1" },
    { level: "debug", event: "message", message: "done" },
  ]);
});

test("an error has the number of the statement that ended with it, or of the one that did not begin", () => {
  const log = openJsonLog({ http: false, work: false });
  const later = new EngineError({ condition: "undefined_column", stage: "bind", message: "x" });
  const unread = new EngineError({ condition: "syntax_error", stage: "parse", message: "x" });
  log.event(started);
  log.event({ ...ended, error: failure });
  expect(parsed(log.failure(failure))).toMatchObject({
    level: "error",
    event: "error",
    statement: 1,
    code: "42501",
    condition: "upstream_forbidden",
    stage: "request",
    message: "no",
    hint: "Ask.",
  });
  expect(parsed(log.failure(later))["statement"]).toBe(2);
  expect(parsed(log.failure(unread))).not.toHaveProperty("statement");
});

test("what others wrote stays on its line, and secrets out of it", () => {
  rememberSecret("marked-secret-of-the-log");
  const line = openJsonLog({ http: false, work: false }).message('a\n"b" \u001b[31m marked-secret-of-the-log');
  expect(["\n", "\u001b", "marked-secret"].filter((part) => line.includes(part))).toEqual([]);
  expect(parsed(line)["message"]).toBe('a\n"b" \u001b[31m ***');
});

test.each([
  [["exec", "--log.format", "json"], {}, true],
  [["exec", "--log.format=json"], {}, true],
  [["exec"], { TRIBUTARY_LOG_FORMAT: "json" }, true],
  [["exec", "--log.format=text"], { TRIBUTARY_LOG_FORMAT: "json" }, false],
  [["exec", "--log.format"], {}, false],
  [["exec"], {}, false],
])("of %j and %j JSON is wanted: %s", (args, environment, wanted) => {
  expect(seemsToWantJson(args, environment)).toBe(wanted);
});
