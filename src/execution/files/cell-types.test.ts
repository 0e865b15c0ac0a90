/** Types found in the cells of files, and cells as values of them. */
import { expect, test } from "vitest";
import { Json, type Value } from "../../common/value.ts";
import { TextTypes, valueOfText, ValueTypes } from "./cell-types.ts";

function typeOfTexts(texts: readonly (string | null)[]): string {
  const types = new TextTypes();
  for (const text of texts) types.add(text);
  return types.type;
}

function typeOfValues(values: readonly Value[]): string {
  const types = new ValueTypes();
  for (const value of values) types.add(value);
  return types.type;
}

test.each([
  [["1", "-20", null], "integer"],
  [["9223372036854775808"], "integer"],
  [["1", "2.5", "1e3"], "number"],
  [["true", "FALSE"], "boolean"],
  [["2024-01-02T03:04:05Z", "2024-01-02 03:04"], "timestamp"],
  [["2024-01-02"], "text"],
  [["007"], "text"],
  [["+1"], "text"],
  [["-0"], "number"],
  [["1", "x"], "text"],
  [["1", ""], "text"],
  [[null], "text"],
  [[], "text"],
])("texts %j are %s", (texts, type) => {
  expect(typeOfTexts(texts)).toBe(type);
});

test.each([
  [[1, 2n ** 70n], "integer"],
  [[1, 1.5, null], "number"],
  [[true], "boolean"],
  [["a", "2024-01-02T03:04:05Z"], "text"],
  [[Json.ofValue([])], "json"],
  [[1, "a"], "any"],
  [[1, "a", 2], "any"],
  [[null], "any"],
])("values %s are %s", (values, type) => {
  expect(typeOfValues(values)).toBe(type);
});

test.each([
  ["9007199254740993", "integer", 9007199254740993n],
  ["12", "integer", 12],
  ["1.50", "number", 1.5],
  ["True", "boolean", true],
  ["x", "integer", undefined],
  ["", "number", undefined],
  ["", "text", ""],
  [null, "integer", null],
] as const)("the text %j as %s is %s", (text, type, expected) => {
  expect(valueOfText(text, type)).toBe(expected);
});
