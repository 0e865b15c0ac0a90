/** The CSV reader: RFC 4180 and what files in the wild add, whatever the pieces they come in. */
import { describe, expect, test } from "vitest";
import { CsvParser, type CsvRow } from "./csv.ts";

function rowsOf(pieces: readonly string[], delimiter = ","): CsvRow[] {
  const parser = new CsvParser(delimiter);
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

const cellsOf = (text: string): unknown => rowsOf([text]).map((row) => row.cells);

describe("a row of CSV", () => {
  test.each([
    ["a,b\n", [["a", "b"]]],
    ["a,b", [["a", "b"]]],
    ["a\r\nb\rc\nd", [["a"], ["b"], ["c"], ["d"]]],
    [",", [[null, null]]],
    ['"",x', [["", "x"]]],
    ['"a""b"', [['a"b']]],
    ['""""', [['"']]],
    ['"a,b\r\nc",d', [["a,b\r\nc", "d"]]],
    ["\n\na\n\n", [["a"]]],
    ["a, b ", [["a", " b "]]],
    ["", []],
  ])("of %j is %j", (text, expected) => {
    expect(cellsOf(text)).toEqual(expected);
  });

  test("is the same however the text is cut", () => {
    const text = 'x,"a ""q""\r\nz"\r\n,"",\n"last"';
    const whole = rowsOf([text]);
    expect(whole.map((row) => row.line)).toEqual([1, 3, 4]);
    expect(rowsOf([...text])).toEqual(whole);
    for (let at = 1; at < text.length; at++) expect(rowsOf([text.slice(0, at), text.slice(at)])).toEqual(whole);
  });

  test("ends at the delimiter that is asked for", () => {
    expect(rowsOf(["a,b;c"], ";").map((row) => row.cells)).toEqual([["a,b", "c"]]);
  });
});

describe("malformed CSV names its line", () => {
  test.each([
    ['a\n"b', "line 2: a quote is never closed"],
    ['a\nb"c"', "line 2: a quote stands inside a cell that does not begin with one"],
    ['"a\n"b', "line 2: a cell goes on after its closing quote"],
  ])("%j", (text, message) => {
    expect(() => rowsOf([text])).toThrow(message);
  });
});
