import { expect, test } from "vitest";
import { compareVersions, highestVersion, isVersion } from "./version.ts";

test.each(["v26.08.00001", "v0.1.2", "v1", "1.2.3", "v1.2.3-dev"])("%s is a version", (text) => {
  expect(isVersion(text)).toBe(true);
});

test.each(["", "latest", "v1.2.3/..", "../v1", "v1 ", "v1.2.3.4.5", "v1-", "v1;2"])("%j is no version", (text) => {
  expect(isVersion(text)).toBe(false);
});

test("versions are ordered by number, a pre-release before its release", () => {
  const ordered = ["v0.1.2", "v0.1.10", "v1-dev", "v1", "v1.0.1", "v25.12.00100", "v26.01.00002"];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  expect(compareVersions("v1.0", "1.0.0")).toBe(0);
});

test("the highest version passes over what is none", () => {
  expect(highestVersion(["v1.9", "zebra", "v1.10"])).toBe("v1.10");
  expect(highestVersion(["zebra"])).toBeUndefined();
});
