import { expect, test } from "vitest";
import { once } from "./once.ts";

test("a value is made when it is first asked for, and once", () => {
  let made = 0;
  const value = once(() => void made++);
  expect(made).toBe(0);
  expect([value(), value(), made]).toEqual([undefined, undefined, 1]);
});

test("what could not be made is tried again", () => {
  let tries = 0;
  const value = once(() => {
    if (tries++ === 0) throw new Error("not yet");
    return "made";
  });
  expect(value).toThrow("not yet");
  expect(value()).toBe("made");
});
