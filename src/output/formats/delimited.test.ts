import { expect, test } from "vitest";
import { Json } from "../../common/value.ts";
import { lines, printed, resultOf } from "../harness.ts";

const nested = Json.ofText('{"b":1,"1":[2,"x, y"],"e":{}}');

test("csv quotes a field only where it holds delimiter, quote or line break, or begins with a space", async () => {
  const row = ["plain", "a,b", 'say "x"', "two\nlines", "cr\rhere", " lead", "trail ", "", "a b"];
  expect(
    await printed({ format: "csv", hideHeaders: true }, resultOf(["a", "b", "c", "d", "e", "f", "g", "h", "i"], row)),
  ).toBe('plain,"a,b","say ""x""","two\nlines","cr\rhere"," lead",trail ,,a b\n');
});

test("csv prints a header, null, booleans, exact integers and compact JSON", async () => {
  expect(
    await printed({ format: "csv" }, resultOf(["id", "a,b", "j"], [null, true, nested], [2n ** 63n, -0.5, null])),
  ).toBe(lines('id,"a,b",j', 'null,true,"{""b"":1,""1"":[2,""x, y""],""e"":{}}"', "9223372036854775808,-0.5,null"));
});

test("csv joins by another delimiter and quotes for that one only", async () => {
  expect(await printed({ format: "csv", delimiter: ";" }, resultOf(["a", "b"], ["x,y", "x;y"]))).toBe(
    lines("a;b", 'x,y;"x;y"'),
  );
});

test("csv of several results has nothing between them", async () => {
  expect(await printed({ format: "csv" }, resultOf(["a"], ["x"]), resultOf(["b"]))).toBe(lines("a", "x", "b"));
});

test("text joins by commas and quotes nothing, whatever the delimiter", async () => {
  expect(
    await printed({ format: "text", delimiter: ";" }, resultOf(["a", "b,c"], [' x"', "1,2"], [nested, null])),
  ).toBe(lines("a,b,c", ' x",1,2', '{"b":1,"1":[2,"x, y"],"e":{}},null'));
});

test("text hides its header", async () => {
  expect(await printed({ format: "text", hideHeaders: true }, resultOf(["a"], ["x"]))).toBe("x\n");
});

test("pptext indents nested JSON and keeps its keys in order", async () => {
  expect(await printed({ format: "pptext" }, resultOf(["a", "j"], [1, nested]))).toBe(
    lines("a,j", "1,{", '  "b": 1,', '  "1": [', "    2,", '    "x, y"', "  ],", '  "e": {}', "}"),
  );
});
