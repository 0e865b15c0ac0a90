import { expect, test } from "vitest";
import { awaitOf, operationOf } from "./await.ts";

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

test("a rule may name the protocol of operations instead, with times of its own", () => {
  const rule = { "x-tributary-await": { operation: "header", interval: 2 } };
  expect(awaitOf("p.s.r", rule)).toBeUndefined();
  expect(operationOf("p.s.r", rule)).toEqual({ protocol: "header", intervalSeconds: 2, timeoutSeconds: 3600 });
  expect(operationOf("p.s.r", {})).toBeUndefined();
  expect(() => operationOf("p.s.r", { "x-tributary-await": { operation: "smoke" } })).toThrow(
    "x-tributary-await of p.s.r: operation is one of link, name, header, token",
  );
});
