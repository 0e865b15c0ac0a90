import { expect, test } from "vitest";
import { inverseOf } from "./inverse.ts";

const $ref = "#/components/x-stackQL-resources/things/methods/remove";

test("a method without an inverse has none", () => {
  expect(inverseOf({})).toBeUndefined();
  expect(inverseOf({ inverse: {} })).toBeUndefined();
});

test("the method and the places of its arguments are read", () => {
  const tokens = {
    id: { key: "$.data['the id'][0].id", location: "body", algorithm: "jsonpath" },
    version: { key: "ETag", location: "header" },
    name: { key: "name" },
  };
  expect(inverseOf({ inverse: { sqlVerb: { $ref }, tokens } })).toEqual({
    resource: "things",
    method: "remove",
    tokens: [
      { parameter: "id", in: "body", path: ["data", "the id", "0", "id"] },
      { parameter: "version", in: "header", path: ["etag"] },
      { parameter: "name", in: "body", path: ["name"] },
    ],
  });
});

test.each([
  { sqlVerb: { $ref: "#/remove" } },
  { sqlVerb: { $ref }, tokens: { id: {} } },
  { sqlVerb: { $ref }, tokens: { id: { key: "id", location: "moon" } } },
  { sqlVerb: { $ref }, tokens: { id: { key: "id", algorithm: "guess" } } },
])("an inverse that cannot be followed is none: %j", (inverse) => {
  expect(inverseOf({ inverse })).toBeUndefined();
});
