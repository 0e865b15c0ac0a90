import { expect, test } from "vitest";
import { isAlike, keyOf, nearestTo } from "./match.ts";

const get = (url: string, body = ""): { method: string; url: string; body: string } => ({ method: "GET", url, body });

test.each([
  ["parameters in another order", get("https://a.test/x?b=2&a=1"), get("https://a.test/x?a=1&b=2"), true],
  ["values of one parameter in another order", get("https://a.test/x?a=2&a=1"), get("https://a.test/x?a=1&a=2"), false],
  ["another value", get("https://a.test/x?a=1"), get("https://a.test/x?a=2"), false],
  [
    "properties in another order",
    get("https://a.test/", '{"b":[1,{"d":1,"c":2}],"a":1}'),
    get("https://a.test/", '{"a":1,"b":[1,{"c":2,"d":1}]}'),
    true,
  ],
  ["JSON in another layout", get("https://a.test/", '{ "a" : 1 }'), get("https://a.test/", '{"a":1}'), true],
  ["items in another order", get("https://a.test/", "[1,2]"), get("https://a.test/", "[2,1]"), false],
  [
    "whole numbers that differ beyond 2^53",
    get("https://a.test/", "[9007199254740993]"),
    get("https://a.test/", "[9007199254740992]"),
    false,
  ],
  [
    "a boundary",
    get("https://a.test/", `--tributary-${"a".repeat(32)}`),
    get("https://a.test/", `--tributary-${"b".repeat(32)}`),
    true,
  ],
])("keys are equal: %s", (_what, one, other, equal) => expect(keyOf(one) === keyOf(other)).toBe(equal));

test.each([
  ["https://a.test/of/secret/x", "https://a.test/of/***1/x", true],
  ["https://a.test/of/secret/y", "https://a.test/of/***1/x", false],
  ["https://a.test/?a=s1&b=s2", "https://a.test/?a=***1&b=***2", true],
  ["https://a.test/?a=s1", "https://a.test/?a=***1&b=***2", false],
  ["https://a.test/x", "https://a.test/x", false],
])("%s is like the recorded %s: %s", (url, recorded, alike) => {
  expect(isAlike(keyOf(get(url)), keyOf(get(recorded)))).toBe(alike);
});

test("what is masked in a body stands for no other part of the request", () => {
  const recorded = keyOf(get("https://a.test/x", '{"a":1,"p":"***1"}'));
  expect(isAlike(keyOf(get("https://a.test/x", '{"p":"other","a":1}')), recorded)).toBe(true);
  expect(isAlike(keyOf(get("https://a.test/y", '{"p":"other","a":1}')), recorded)).toBe(false);
});

test("many masks in long texts take no time to compare", () => {
  const recorded = keyOf(get("https://a.test/", '"a***1'.repeat(2000)));
  const asked = keyOf(get("https://a.test/", `${'"aa'.repeat(20_000)}x`));
  expect(isAlike(asked, recorded)).toBe(true);
  expect(isAlike(`${asked}`, `${recorded}y`)).toBe(false);
});

test("what is nearest is told shortly", () => {
  const long = get(`https://a.test/x?q=${"z".repeat(5000)}`);
  expect(nearestTo(get("https://a.test/x"), [long])).toBe(
    `The nearest one differs in its parameters: GET https://a.test/x?q=${"z".repeat(300 - "https://a.test/x?q=".length)}…`,
  );
  expect(nearestTo(get("https://else.test/"), [get("https://a.test/abcdefghijklmnop"), long])).toBe(
    "None is near; recorded are GET https://a.test/abcdefghijklmnop and 1 more",
  );
  expect(nearestTo(get("https://a.test/x"), [])).toBeUndefined();
});
