import { expect, test } from "vitest";
import { awaitOf } from "./await.ts";

test("a resource without the key is not waited for", () => {
  expect(awaitOf("p.s.r", {})).toBeUndefined();
});

test("phases, times and places of arguments are read; times have defaults", () => {
  const rule = { phase: "status.phase", pending: ["MAKING"], done: ["READY"], failed: ["BROKEN"] };
  const phases = { phase: ["status", "phase"], pending: ["MAKING"], done: ["READY"], failed: ["BROKEN"] };
  expect(awaitOf("p.s.r", { "x-tributary-await": rule })).toEqual({
    ...phases,
    intervalSeconds: 10,
    timeoutSeconds: 3600,
  });
  const more = { ...rule, interval: 0.5, timeout: 60, arguments: { env: "spec.env.id" } };
  expect(awaitOf("p.s.r", { "x-tributary-await": more })).toEqual({
    ...phases,
    intervalSeconds: 0.5,
    timeoutSeconds: 60,
    arguments: { env: ["spec", "env", "id"] },
  });
});

test.each([true, {}, { phase: "phase" }, { done: ["READY"] }])(
  "a rule without phase and done is refused: %j",
  (rule) => {
    expect(() => awaitOf("p.s.r", { "x-tributary-await": rule })).toThrow(
      "x-tributary-await of p.s.r needs phase (a path) and done (a list of phases)",
    );
  },
);
