import { expect, test } from "vitest";
import { parseDocument } from "./yaml.ts";

const parse = (text: string): unknown => parseDocument(new TextEncoder().encode(text));

test("scalars follow YAML 1.2: y, on, dates and signs stay text", () => {
  expect(parse("[y, on, 2024-01-01, 2024-01-01T00:00:00Z, true, 1, 1.5, ~]")).toEqual([
    "y",
    "on",
    "2024-01-01",
    "2024-01-01T00:00:00Z",
    true,
    1,
    1.5,
    null,
  ]);
});

test("tags left behind by a JavaScript serialiser leave text", () => {
  expect(parse("a: !<tag:yaml.org,2002:js/undefined> ''\nb: 1")).toEqual({ a: "", b: 1 });
});

test("JSON and flow YAML that begins like JSON are both read", () => {
  expect(parse('{"a": [1, "x"]}')).toEqual({ a: [1, "x"] });
  expect(parse("{ a: [1, x] }")).toEqual({ a: [1, "x"] });
});

test("a byte order mark and CRLF line ends do no harm", () => {
  expect(parse("\uFEFFa: 1\r\nb: 2\r\n")).toEqual({ a: 1, b: 2 });
});

test("malformed and endlessly nested text is refused", () => {
  expect(() => parse("a: [")).toThrow();
  expect(() => parse("[".repeat(100_000))).toThrow();
});
