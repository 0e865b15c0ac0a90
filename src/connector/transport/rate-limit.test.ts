import { expect, test } from "vitest";
import { requestedDelay } from "./rate-limit.ts";

function delayIn(headers: { readonly [name: string]: string }, status = 200): number | undefined {
  const response = { status, headers: new Map(Object.entries(headers)), body: Buffer.alloc(0), url: "http://a.test/" };
  return requestedDelay(response, () => Date.parse("2026-01-01T00:00:00Z"));
}

test("Retry-After counts seconds or names a date", () => {
  expect(delayIn({ "retry-after": "2" })).toBe(2000);
  expect(delayIn({ "retry-after": "Thu, 01 Jan 2026 00:00:05 GMT" })).toBe(5000);
  expect(delayIn({ "retry-after": "Wed, 31 Dec 2025 23:59:00 GMT" })).toBe(0);
  expect(delayIn({ "retry-after": "soon" })).toBeUndefined();
});

test("the reset counts where nothing remains, or where the limit was hit", () => {
  expect(delayIn({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "7" })).toBe(7000);
  expect(delayIn({ "x-ratelimit-remaining": "3", "x-ratelimit-reset": "7" })).toBeUndefined();
  expect(delayIn({ "x-ratelimit-reset": "7" }, 429)).toBe(7000);
});

test("a reset that is a moment since 1970 is understood", () => {
  const reset = String(Date.parse("2026-01-01T00:00:09Z") / 1000);
  expect(delayIn({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset })).toBe(9000);
});
