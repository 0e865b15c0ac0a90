import { expect, test } from "vitest";
import type { EngineEvent } from "../common/event.ts";
import { httpLine, workLine } from "./log.ts";

test.each<[EngineEvent, string | undefined]>([
  [{ kind: "request-sent", id: 3, method: "GET", url: "http://x/y" }, "> 3 GET http://x/y"],
  [{ kind: "request-sent", id: 3, method: "POST", url: "http://x/y", body: "{}" }, "> 3 POST http://x/y {}"],
  [{ kind: "response-received", id: 3, status: 200, milliseconds: 4.6, bytes: 17 }, "< 3 200 17 bytes in 5 ms"],
  [
    { kind: "request-retried", id: 3, reason: "status 503", delayMilliseconds: 99.5 },
    "~ 3 again in 100 ms: status 503",
  ],
  [{ kind: "page-read", relation: "a.b.c", rows: 1 }, undefined],
])("the log of HTTP: %j", (event, line) => expect(httpLine(event)).toBe(line));

test.each<[EngineEvent, string | undefined]>([
  [{ kind: "fan-out-planned", relation: "a.b.c", calls: 7 }, "a.b.c: 7 calls"],
  [{ kind: "fan-out-planned", relation: "a.b.c", calls: 1 }, undefined],
  [{ kind: "query-sent", relation: "a.b.c", sql: "SELECT 1" }, "a.b.c: SELECT 1"],
  [{ kind: "query-sent", relation: "a.b.c", sql: "S".repeat(1001) }, `a.b.c: ${"S".repeat(1000)} … 1 characters more`],
  [{ kind: "statement-ended", rows: 3, milliseconds: 1.2 }, "3 rows in 1 ms"],
  [{ kind: "statement-started", sql: "SELECT 1" }, undefined],
])("the log of work: %j", (event, line) => expect(workLine(event)).toBe(line));
