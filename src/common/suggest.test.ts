import { expect, it } from "vitest";
import { didYouMean, nearestNames } from "./suggest.ts";

const names = ["environments", "organizations", "service_accounts", "api_keys"];

it.each([
  ["enviroments", ["environments"]],
  ["ENVIRONMENTS", ["environments"]],
  ["api_kyes", ["api_keys"]],
  ["accounts", ["service_accounts"]],
  ["zzzz", []],
])("%s is near %j", (wrong, near) => expect(nearestNames(wrong, names)).toEqual(near));

it("asks for what is near, else lists what is known, else says nothing", () => {
  expect(didYouMean("enviroments", names)).toBe("Did you mean environments?");
  expect(didYouMean("zzzz", names)).toBe("Known: environments, organizations, service_accounts, api_keys.");
  expect(
    didYouMean(
      "zzzz",
      Array.from({ length: 30 }, (_, i) => `name${i}`),
    ),
  ).toMatch(/name19 and 10 more\.$/);
  expect(didYouMean("zzzz", [])).toBeUndefined();
});
