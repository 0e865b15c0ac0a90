import { expect, test } from "vitest";
import { lookupsOf } from "./lookups.ts";

test("queries stand by parameter", () => {
  const values = { region: { select: "SELECT name FROM p.s.regions" } };
  expect(lookupsOf("p.s.r", { "x-tributary-values": values })).toEqual({ region: "SELECT name FROM p.s.regions" });
  expect(lookupsOf("p.s.r", {})).toBeUndefined();
  expect(lookupsOf("p.s.r", { "x-tributary-values": {} })).toBeUndefined();
});

test.each([
  [["region"], "x-tributary-values of p.s.r is an object of parameters"],
  [{ region: "SELECT 1" }, "x-tributary-values of p.s.r: region needs select, a query"],
  [{ region: { select: [] } }, "x-tributary-values of p.s.r: region needs select, a query"],
])("what is no query is refused: %j", (values, message) => {
  expect(() => lookupsOf("p.s.r", { "x-tributary-values": values })).toThrow(message);
});
