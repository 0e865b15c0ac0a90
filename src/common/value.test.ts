import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOf, Json, type JsonValue, jsonOf, parseJson, stringifyJson, textOf } from "./value.ts";

describe("parseJson", () => {
  it.each<[string, JsonValue]>([
    ["9007199254740993", 9007199254740993n],
    ['{"id": -9007199254740993}', { id: -9007199254740993n }],
    ["[1, 2.5, 1e3]", [1, 2.5, 1000]],
    ['"9007199254740993"', "9007199254740993"],
    ['{"9007199254740993": 9007199254740991}', { "9007199254740993": 9007199254740991 }],
    ["0.12345678901234567890", 0.12345678901234568],
    ['["\\ue0001234567890123456", 12345678901234567890]', ["\uE0001234567890123456", 12345678901234567890n]],
    ['["\uE00012", 12345678901234567890]', ["\uE00012", 12345678901234567890n]],
    ['{"\uE0005": 12345678901234567890}', { "\uE0005": 12345678901234567890n }],
  ])("%s keeps every digit", (text, value) => expect(parseJson(text)).toEqual(value));

  it.each(["", "{", "{12345678901234567890: 1}", "[12345678901234567890 1]", '{"a" 1}', "12345678901234567890 x"])(
    "refuses %j",
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});

describe("stringifyJson", () => {
  it("writes bigints as digits and leaves strings alone, whatever they look like", () => {
    expect(stringifyJson({ a: 12345678901234567890n, b: "\uE000123", c: "12345678901234567890" })).toBe(
      '{"a":12345678901234567890,"b":"\uE000123","c":"12345678901234567890"}',
    );
  });

  const scalar = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value))),
    fc.string({ unit: fc.constantFrom("a", "\uE000", "1", '"', "\\", "é") }),
  );
  const json = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      scalar,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 2 }), tie("value"), { maxKeys: 3 }),
    ),
  })).value;

  it("is undone by parseJson", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseJson(stringifyJson(value))).toEqual(value);
      }),
    );
  });
});

describe("cells", () => {
  it("hold objects and arrays as Json, scalars as themselves", () => {
    expect(cellOf({ a: [1] })).toBeInstanceOf(Json);
    expect(cellOf("x")).toBe("x");
    expect(cellOf(undefined)).toBeNull();
    expect(jsonOf(Json.ofText('{"a":1}'))).toEqual({ a: 1 });
  });

  it("print as compact text, NULL as null", () => {
    expect([null, true, 1.5, 12345678901234567890n, "x", Json.ofValue({ a: [1, null] })].map(textOf)).toEqual([
      "null",
      "true",
      "1.5",
      "12345678901234567890",
      "x",
      '{"a":[1,null]}',
    ]);
  });
});
