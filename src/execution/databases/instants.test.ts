import { describe, expect, test } from "vitest";
import { instantCondition, periodOf } from "./instants.ts";

describe("the period that a text begins with", () => {
  test.each([
    ["2026-01-02", "2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"],
    ["2026-01-02 03:04:05", "2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"],
    ["2026-01-02T03:04", "2026-01-02T03:04:00.000Z", "2026-01-02T03:05:00.000Z"],
    ["2024-02-29T23:59:59.5Z", "2024-02-29T23:59:59.000Z", "2024-03-01T00:00:00.000Z"],
  ])("of %s is from %s to %s", (text, start, end) => {
    expect(periodOf(text, false)).toEqual({ start, end });
  });

  test("is a day where cells are days", () => {
    expect(periodOf("2026-01-02T03:04:05Z", true)).toEqual({
      start: "2026-01-02T00:00:00.000Z",
      end: "2026-01-03T00:00:00.000Z",
    });
  });

  test.each(["2026-02-30", "2026-01-02T24:00", "2026-01-02T23:59:60Z", "0999-01-01", "9999-12-31", "infinity", ""])(
    "of %j is none",
    (text) => expect(periodOf(text, false)).toBeUndefined(),
  );
});

test("cells that stand elsewhere in time than as text are left in", () => {
  const period = { start: "2026-01-02T00:00:00.000Z", end: "2026-01-03T00:00:00.000Z" };
  expect(instantCondition('"a"', "<", period)).toBe(`("a" < '2026-01-03T00:00:00.000Z' OR "a" > '9999-12-31')`);
  expect(instantCondition('"a"', ">", period)).toBe(`("a" >= '2026-01-02T00:00:00.000Z' OR "a" < '0001-01-01')`);
});
