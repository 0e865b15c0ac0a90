import { describe, expect, test } from "vitest";
import { Json, type Value } from "../../common/value.ts";
import { postgresType } from "./postgres-types.ts";

const cell = (name: string, text: string, modifier = -1): Value => {
  const read = postgresType(name, modifier, false).cell;
  return read === undefined ? text : read(text);
};

/** As `atttypmod` has it. */
const modifier = (precision: number, scale: number): number => ((precision << 16) | (scale & 0x7ff)) + 4;

test.each([
  [modifier(6, 2), "number", "number"],
  [modifier(15, 3), "number", "number"],
  [modifier(16, 3), "any", "none"],
  [modifier(40, 0), "integer", "integer"],
  [modifier(5, -2), "any", "none"],
  [-1, "any", "none"],
])("numeric of the modifier %i is %s, compared as %s", (given, type, comparison) => {
  expect(postgresType("numeric", given, false)).toMatchObject({ type, comparison });
});

describe("a cell", () => {
  test.each([
    ["int8", "9007199254740993", 9007199254740993n],
    ["int4", "-5", -5],
    ["numeric", "0.10", 0.1],
    ["numeric", "-0.00000000000000000123", -1.23e-18],
    ["numeric", "1234567890.1234567", "1234567890.1234567"],
    ["numeric", "100000000000000000000", 100000000000000000000n],
    ["numeric", "NaN", "NaN"],
    ["float8", "-Infinity", -Infinity],
    ["float8", "NaN", "NaN"],
    ["bool", "t", true],
    ["bool", "f", false],
    ["timestamptz", "2026-01-02 03:04:05.678+00", "2026-01-02T03:04:05.678Z"],
    ["timestamptz", "0044-03-15 00:00:00+00 BC", "0044-03-15 00:00:00+00 BC"],
    ["timestamp", "2026-01-02 03:04:05", "2026-01-02T03:04:05"],
    ["jsonb", "5", 5],
    ["jsonb", '"a"', "a"],
    ["json", "null", null],
    ["inet", "10.0.0.1", "10.0.0.1"],
  ] as const)("of %s: %s", (name, text, expected) => expect(cell(name, text)).toBe(expected));

  test("of jsonb is JSON, its text untouched", () => {
    expect(cell("jsonb", '{"a": 9007199254740993}')).toEqual(Json.ofText('{"a": 9007199254740993}'));
  });
});
