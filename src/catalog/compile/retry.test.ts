import { expect, test } from "vitest";
import { compileMethodOf } from "./fixture.ts";
import { retryOf } from "./retry.ts";

const of = (block: unknown): unknown => retryOf([{ retry: block }]);

test("a method without the block is repeated as usual", () => {
  expect(retryOf([{}, undefined, "no object"])).toBeUndefined();
  expect(compileMethodOf({})).not.toHaveProperty("retry");
});

test("all that a block says is kept", () => {
  expect(
    of({
      algorithm: "exponential",
      max_attempts: 5,
      initial_delay_ms: 100,
      max_delay_ms: 2000,
      multiplier: 1.5,
      jitter_fraction: 0.2,
      retryable_methods: ["GET", "put"],
      retryable_conditions: { status_codes: [409, "503"] },
    }),
  ).toEqual({
    attempts: 5,
    firstDelayMilliseconds: 100,
    longestDelayMilliseconds: 2000,
    growth: 1.5,
    jitter: 0.2,
    methods: ["GET", "PUT"],
    statuses: [409, 503],
  });
});

test("what makes no sense is left out, and what would flood an API is bounded", () => {
  expect(
    of({
      max_attempts: 1e9,
      initial_delay_ms: -1,
      multiplier: 0,
      jitter_fraction: 7,
      max_delay_ms: "long",
      retryable_methods: "GET",
      retryable_conditions: { status_codes: [200, 302, 700, "x"] },
    }),
  ).toEqual({ attempts: 20, jitter: 1 });
});

test("the nearest level that has a block decides, whole", () => {
  const root = "x-stackQL-config: { retry: { max_attempts: 2, initial_delay_ms: 5 } }";
  const providerConfig = "retry: { max_attempts: 9 }";
  expect(compileMethodOf({ root, providerConfig }).retry).toEqual({ attempts: 2, firstDelayMilliseconds: 5 });
  expect(compileMethodOf({ root, method: "config: { retry: { max_attempts: 4 } }" }).retry).toEqual({ attempts: 4 });
  expect(compileMethodOf({ providerConfig }).retry).toEqual({ attempts: 9 });
});
