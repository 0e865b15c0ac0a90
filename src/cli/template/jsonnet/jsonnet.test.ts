/** The language, case by case; every case also goes to the reference interpreter where one is installed. */
import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../../common/error.ts";
import type { JsonValue } from "../../../common/value.ts";
import { fileImporter } from "./file-importer.ts";
import { evaluateJsonnet } from "./jsonnet.ts";

const variables = new Map([["region", "eu-central-1"]]);

function run(text: string, name = "data.jsonnet"): JsonValue {
  return evaluateJsonnet({ name, text }, { importer: fileImporter, variables, onTrace: () => undefined });
}

function failure(text: string): string {
  try {
    return `no error: ${JSON.stringify(run(text))}`;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { message, hint } = error;
    return message.replace(/^in jsonnet, data\.jsonnet:/, "") + (hint === undefined ? "" : ` | ${hint}`);
  }
}

/** The reference interpreter; undefined where there is none. */
const reference = ((): string | undefined => {
  try {
    return execFileSync("jsonnet", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
})();

const language: readonly (readonly [text: string, value: JsonValue])[] = [
  ["null", null],
  ["[true, false, 1.5e3, -2, 'a', \"b\",]", [true, false, 1500, -2, "a", "b"]],
  ["// c\n# c\n/* c */ 1 /**/", 1],
  [String.raw`'\u00e9\n\t\\\'"' + @'a''b\n' + @"c""d"`, "é\n\t\\'\"a'b\\nc\"d"],
  ["|||\n  one\n    two\n\n  three\n|||", "one\n  two\n\nthree\n"],
  ["{ a: |||\n    x\n  |||, b: 1 }", { a: "x\n", b: 1 }],
  ["1 + 2 * 3 - 4 / 2 % 3", 5],
  ["-3 % 2 + ~5 + (6 & 3) + (6 | 1) + (6 ^ 3) + (1 << 4) + (-16 >> 2)", 19],
  [
    "[1 < 2, 'b' >= 'a', [1, 2] < [1, 3], 1 == 1.0, [1] != [2], {a: 1} == {a: 1}]",
    [true, true, true, true, true, true],
  ],
  ["!false && true || error 'never'", true],
  ["false && error 'never'", false],
  ["if 1 > 2 then 'a' else if true then 'b'", "b"],
  ["[if false then 1]", [null]],
  ["'a' + 1 + [1, {b: null}] + true", 'a1[1, {"b": null}]true'],
  ["[1] + [2, 3]", [1, 2, 3]],
  ["local a = 1, b = a + 1; local f(x, y=x * 10) = x + y; [f(b), f(b, 1), f(y=1, x=5)]", [22, 3, 6]],
  ["local fib(n) = if n < 2 then n else fib(n - 1) + fib(n - 2); fib(15)", 610],
  ["local even(n) = n == 0 || odd(n - 1), odd(n) = n != 0 && even(n - 1); even(100)", true],
  ["(function(a, b=2) a * b)(3)", 6],
  ["(function(x) x)(1 + 1) tailstrict", 2],
  ["{ a: 1, 'b c': 2, [ 'd' + 'e' ]: 3, [null]: 4 }", { a: 1, "b c": 2, de: 3 }],
  ["{ a:: 1, b: self.a + 1, c::: 3 }", { b: 2, c: 3 }],
  ["{ f(x, y=1):: x + y, r: self.f(2) }", { r: 3 }],
  ["{ local x = self.a, a: 1, b: x + 1 }", { a: 1, b: 2 }],
  ["{ a: { b: $.c, c: self.d, d: 4 }, c: 3 }", { a: { b: 3, c: 4, d: 4 }, c: 3 }],
  ["{ a: 1, b: self.a } + { a: 2 }", { a: 2, b: 2 }],
  ["{ a: 1 } { a: super.a + 1, b: 'a' in super, c: 'z' in super }", { a: 2, b: true, c: false }],
  ["{ a: [1], o: { x: 1 } } + { a+: [2], o+: { y: 2 }, new+: 5 }", { a: [1, 2], new: 5, o: { x: 1, y: 2 } }],
  [
    "local base = { n:: 'x', greet: 'hi ' + self.n }; [base { n:: 'a' }, base { n: 'b' }, base { n::: 'c' }]",
    [{ greet: "hi a" }, { greet: "hi b" }, { greet: "hi c", n: "c" }],
  ],
  ["local A = { v: 1, s: super.v }, B = { v: 10 }; (B + A).s + (A { v: 3 }).v", 13],
  ["({ a: 1 } + { b: super.a + 1 } + { c: super.b + super['a'] })", { a: 1, b: 2, c: 3 }],
  ["{ [k]: k + '!' for k in ['x', 'y'] if k != 'y' }", { x: "x!" }],
  ["{ ['a' + i]: self.base + v + i, local v = i * 2, for i in [1, 2] } + { base:: 100 }", { a1: 103, a2: 106 }],
  ["[x * y for x in [1, 2, 3] if x != 2 for y in [10, 20]]", [10, 20, 30, 60]],
  ["'a' in { a: 1 }", true],
  ["'héllo😀'[5] + 'abc'[1:] + [1, 2, 3, 4, 5][::2] + 'abcdef'[1:5:2] + [1, 2, 3][:2]", "😀bc[1, 3, 5]bd[1, 2]"],
  ["{ 'a.b': { c: [10, 20] } }['a.b'].c[1]", 20],
  ["assert 1 < 2 : 'no'; 'yes'", "yes"],
  ["{ assert self.a < 10 : 'too big', a: 1 } + { a: 2 }", { a: 2 }],
  ["local a = [error 'lazy', 1]; a[1] + std.length(a)", 3],
  ["local o = { a: o.b, b: 1 }; o.a", 1],
  ["std.extVar('region') + std.thisFile", "eu-central-1data.jsonnet"],
  ["function(x=1) { x: x }", { x: 1 }],
];

const library: readonly (readonly [text: string, value: JsonValue])[] = [
  [
    "[std.type(x) for x in [null, true, 1, 'a', [], {}, function(x) x]]",
    ["null", "boolean", "number", "string", "array", "object", "function"],
  ],
  ["[std.length(x) for x in ['😀b', [1], { a: 1, b:: 2 }, function(a, b) 1]]", [2, 1, 1, 2]],
  ["std.map(function(x) x * 2, std.range(1, 3)) + std.filter(function(x) x > 1, [1, 2])", [2, 4, 6, 2]],
  ["std.mapWithIndex(function(i, x) i + x, 'ab') + std.makeArray(2, function(i) i * i)", ["0a", "1b", 0, 1]],
  ["std.foldl(function(a, b) a + b, ['a', 'b'], '') + std.foldr(function(a, b) b + a, ['a', 'b'], '')", "abba"],
  [
    "std.flatMap(function(x) [x, x], [1, 2]) + std.filterMap(function(x) x > 1, function(x) -x, [1, 2])",
    [1, 1, 2, 2, -2],
  ],
  [
    "[std.join(', ', ['a', null, 'b']), std.join([0], [[1], [2]]), std.lines(['a', 'b']), std.deepJoin(['a', ['b', ['c']]])]",
    ["a, b", [1, 0, 2], "a\nb\n", "abc"],
  ],
  [
    "std.flattenArrays([[1], [2, [3]]]) + std.reverse([1, 2]) + std.find(1, [1, 2, 1]) + [std.count([1, 1], 1)]",
    [1, 2, [3], 2, 1, 0, 2, 2],
  ],
  [
    "[std.member([1, 2], 2), std.member('abc', 'b'), std.slice([1, 2, 3, 4], 0, 4, 2), std.repeat('ab', 2), std.repeat([1], 2)]",
    [true, true, [1, 3], "abab", [1, 1]],
  ],
  [
    "[std.sort([3, 1, 2]), std.sort(['b', 'a']), std.sort([{ k: 2 }, { k: 1 }], function(o) o.k), std.uniq([1, 1, 2, 1])]",
    [
      [1, 2, 3],
      ["a", "b"],
      [{ k: 1 }, { k: 2 }],
      [1, 2, 1],
    ],
  ],
  [
    "[std.set([2, 1, 2]), std.setMember(1, [1, 2]), std.setUnion([1, 3], [2, 3]), std.setInter([1, 2], [2, 3]), std.setDiff([1, 2], [2])]",
    [[1, 2], true, [1, 2, 3], [2], [1]],
  ],
  [
    "[std.split('a,b,', ','), std.splitLimit('a,b,c', ',', 1), std.strReplace('aXbX', 'X', '--'), std.substr('hello', 1, 3)]",
    [["a", "b", ""], ["a", "b,c"], "a--b--", "ell"],
  ],
  [
    "[std.startsWith('abc', 'ab'), std.endsWith('abc', 'bc'), std.asciiUpper('aé'), std.asciiLower('AÉ'), std.stringChars('a😀')]",
    [true, true, "Aé", "aÉ", ["a", "😀"]],
  ],
  [
    "[std.stripChars(' a b ', ' '), std.lstripChars('xxa', 'x'), std.rstripChars('axx', 'x'), std.findSubstr('aa', 'aaaa')]",
    ["a b", "a", "a", [0, 1, 2]],
  ],
  [
    "[std.parseInt('-12'), std.parseHex('fF'), std.parseOctal('17'), std.parseJson('{\"a\": [1.5, null]}'), std.codepoint('é'), std.char(8364)]",
    [-12, 255, 15, { a: [1.5, null] }, 233, "€"],
  ],
  [
    "[std.escapeStringJson('\"\\n'), std.escapeStringBash(\"it's\"), std.escapeStringDollars('$a')]",
    ['"\\"\\n"', "'it'\"'\"'s'", "$$a"],
  ],
  [
    "[std.objectFields({ b: 1, a: 2, c:: 3 }), std.objectFieldsAll({ b: 1, c:: 3 }), std.objectHas({ a:: 1 }, 'a'), std.objectHasAll({ a:: 1 }, 'a')]",
    [["a", "b"], ["b", "c"], false, true],
  ],
  [
    "[std.objectValues({ b: 1, a: 2 }), std.mapWithKey(function(k, v) k + v, { a: 1 }), std.get({ a: 1 }, 'b', 7), std.get({ a: 1 }, 'a')]",
    [[2, 1], { a: "a1" }, 7, 1],
  ],
  ["std.mergePatch({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: null, e: 4 }, d: [1] })", { a: { c: 2, e: 4 }, d: [1] }],
  ["std.prune({ a: null, b: [], c: { d: {} }, e: [null, 1], f: 0 })", { e: [1], f: 0 }],
  [
    "[std.toString({ a: [], b: {}, c: 'x' }), std.manifestJson([1]), std.manifestJsonEx({ a: [1, {}] }, '  '), std.manifestJsonMinified({ a: [1, []] })]",
    ['{"a": [ ], "b": { }, "c": "x"}', "[\n    1\n]", '{\n  "a": [\n    1,\n    {\n\n    }\n  ]\n}', '{"a":[1,[]]}'],
  ],
  [
    "[std.base64('hee'), std.base64Decode('aGVl'), std.base64([1, 255]), std.base64DecodeBytes('Af8='), std.encodeUTF8('é'), std.decodeUTF8([195, 169]), std.md5('a')]",
    ["aGVl", "hee", "Af8=", [1, 255], [195, 169], "é", "0cc175b9c0f1b6a831c399e269772661"],
  ],
  [
    "[std.abs(-1), std.sign(-3), std.max(1, 2), std.min(1, 2), std.clamp(9, 0, 5), std.floor(1.5), std.ceil(1.5), std.pow(2, 10), std.sqrt(9), std.mod(7, 3)]",
    [1, -1, 2, 1, 5, 1, 2, 1024, 3, 1],
  ],
  [
    "[std.trace('seen', 1), std.equals([1], [1]), std.assertEqual(1, 1), std.isString('a'), std.isNumber(1), std.isArray([]), std.isObject({}), std.isFunction(std.length), std.isBoolean(1)]",
    [1, true, true, true, true, true, true, true, false],
  ],
  [
    "'%s %d %5.2f|%-5s|%05d|%x %X %o %e %g %%' % ['a', 42, 3.14159, 'b', -7, 255, 255, 8, 12345.678, 0.0001]",
    "a 42  3.14|b    |-0007|ff FF 10 1.234568e+04 0.0001 %",
  ],
  [
    "'%(a)s-%(b)03d' % { a: [1], b: 7 } + std.format('%+d % d %#x %c%c', [1, 2, 255, 65, 'z']) + '%s' % 'x' + '%*d' % [4, 1]",
    "[1]-007+1  2 0xff Azx   1",
  ],
];

describe("the language", () => {
  test.each(language)("%s", (text, value) => expect(run(text)).toEqual(value));
});

describe("the library", () => {
  test.each(library)("%s", (text, value) => expect(run(text)).toEqual(value));
});

/** Corners of both: what the reference interpreter made of them. */
const corners = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as typeof language;

describe("corners", () => {
  test.each(corners)("%s", (text, value) => expect(run(text)).toEqual(value));
});

const all = [...language, ...library, ...corners].map(([text]) => text);

test.skipIf(reference === undefined)(
  `the reference interpreter yields the same (${reference ?? "not installed"})`,
  () => {
    const text = `[\n${all.map((one) => `(${one.startsWith("//") ? `\n${one}\n` : one})`).join(",\n")}\n]`;
    const called = text.replace("(function(x=1) { x: x })", "{ x: 1 }");
    const out = execFileSync("jsonnet", ["-V", "region=eu-central-1", "-"], {
      input: called,
      stdio: ["pipe", "pipe", "ignore"],
      encoding: "utf8",
    });
    const theirs = JSON.parse(out.replaceAll("<stdin>", "data.jsonnet")) as JsonValue;
    expect(run(called)).toEqual(theirs);
  },
);

/** Where the reference interpreter takes characters for bytes, lacks a function, or shows 17 digits. */
const own: readonly (readonly [text: string, value: JsonValue])[] = [
  ["[std.base64('é'), std.base64Decode('w6k=')]", ["w6k=", "é"]],
  ["[0.1 + '', std.toString(1 / 3), 1e21 + '']", ["0.1", "0.3333333333333333", "1000000000000000000000"]],
  [
    "[std.trim(' a '), std.sum([1, 2]), std.avg([1, 2]), std.all([true]), std.any([false]), std.round(1.5)]",
    ["a", 3, 1.5, true, false, 2],
  ],
  [
    "[std.maxArray([1, 3, 2]), std.minArray([], onEmpty='x'), std.contains([1], 1), std.remove([1, 2, 1], 1), std.removeAt([1, 2], 0)]",
    [3, "x", true, [2, 1], [2]],
  ],
  [
    "[std.splitLimitR('a,b,c', ',', 1), std.isEmpty(''), std.isNull(null), std.objectRemoveKey({ a: 1, b: 2 }, 'a'), std.objectKeysValues({ a: 1 })]",
    [["a,b", "c"], true, true, { b: 2 }, [{ key: "a", value: 1 }]],
  ],
  [
    "[std.sha1('a'), std.sha256('a')[:8], std.sha512('a')[:8], std.flattenDeepArray([1, [2, [3]]]), std.xor(true, false)]",
    ["86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "ca978112", "1f40fc92", [1, 2, 3], true],
  ],
  ["std.manifestJsonMinified({ '10': 1, '9': 2, __proto__: 3 })", '{"10":1,"9":2,"__proto__":3}'],
];

describe("our own", () => {
  test.each(own)("%s", (text, value) => expect(run(text)).toEqual(value));
});

test.each([
  ["", "1:1: expected an expression, found the end of the text"],
  ["{ a: 1 b: 2 }", '1:8: expected "," or "}", found "b"'],
  ["{ a 1 }", '1:5: expected ":", found "1"'],
  ["[1, 2", '1:6: expected "," or "]", found the end of the text'],
  ["local a = 1 a", '1:13: expected ";", found "a"'],
  ["local a = 1, a = 2; a", "1:1: local names a twice"],
  ["function(a, a) a", "1:13: the parameter a is named twice"],
  ["1 2", '1:3: expected the end of the text, found "2"'],
  ["'abc", "1:1: the string does not end"],
  ["'a\\q'", "1:3: the string has an unknown escape \\q"],
  ["/* a", "1:1: the comment does not end"],
  ["{\n  a: §\n}", '2:6: "§" means nothing here'],
  ["|||\n  a\n b\n|||", "1:1: a line of the text block is indented less than the first"],
  ["|||\n  a\n", "1:1: the text block does not end"],
  ["f(a=1, 2)", '1:8: expected name = value after a named argument, found "2"'],
  ["{ a: 1, [x]: x for x in [] }", "1:1: an object of many has one field, [name]: value, and no assertions"],
  ["local region = 1; regio", "1:19: there is no variable regio | Did you mean region?"],
  ["{ name: 1 }.nam", "1:1: there is no field nam | Did you mean name?"],
  ["{ a: 1, a: 2 }", "1:9: the field a is there twice"],
  ["{ [1]: 2 }", "1:4: the name of a field is a text, not number"],
  ["[1][5]", "1:1: there is no item 5: the list has 1"],
  ["1 + {}", "1:1: number + object has no meaning"],
  ["1 / 0", "1:1: division by zero"],
  ["if 1 then 2", "1:4: a condition is true or false, not number"],
  ["error 'own ' + 1", "1:1: own 1"],
  ["{ assert self.a > 1 : 'small ' + self.a, a: 0 }", "1:3: small 0"],
  ["assert false; 1", "1:1: the assertion does not hold"],
  ["self.a", "1:1: self has a meaning only within an object"],
  ["{ a: super.b }", "1:6: super has no field b"],
  ["(function(x) x)()", "1:2: the argument x is missing: it takes x"],
  ["(function(x) x)(1, 2)", "1:2: the function has too many arguments: it takes x"],
  ["(function(x) x)(y=1)", "1:2: the function has no parameter y: it takes x"],
  ["1(2)", "1:1: only functions can be called, this is of type number"],
  ["{ f(x): x }", "in jsonnet: a function is no data | Call it, or hide its field with ::."],
  ["function(x) x", "in jsonnet: the argument x is missing: it takes x"],
  ["std.join(1, [])", "1:1: a list of lists is needed here, one item is number"],
  ["std.map(1, [])", "1:1: std.map: func is a function, not number"],
  ["std.length(1)", "1:1: std.length: number has no length"],
  ["std.map(function(a, b) a, [1])[0]", "1:1: std.map: func is a function of 1 argument, not function"],
  ["std.extVar('reg')", "1:1: there is no variable reg outside | Give it with --var reg=VALUE."],
  ["std.parseInt('1x')", '1:1: "1x" is no whole number of base 10'],
  ["'%d' % 'a'", "1:1: %d takes a number, not string"],
  ["'%s %s' % [1]", "1:1: the format has more verbs than there are values"],
  ["import 'nowhere.libsonnet'", expect.stringMatching(/^1:1: the file cannot be imported: ENOENT/)],
])("%s is refused with its place", (text, message) => expect(failure(text)).toEqual(message));

test.each([
  ["local a = a; a", "1:11: a value needs itself to be computed"],
  ["{ a: self.b, b: self.a }", expect.stringContaining("a value needs itself to be computed")],
  ["local f(n) = 1 + f(n + 1); f(0)", expect.stringContaining("calls are nested more than 500 deep")],
  [
    "local f(n) = if n == 0 then 0 else f(n - 1) + f(n - 1); f(100)",
    expect.stringContaining("takes more than 10000000 steps"),
  ],
  ["std.range(1, 1e12)", expect.stringContaining("takes more than 10000000 steps")],
  ["std.repeat('a', 1e12)", expect.stringContaining("takes more than 10000000 steps")],
  [
    "std.foldl(function(a, b) a + a, std.range(1, 100), 'x')",
    expect.stringContaining("takes more than 10000000 steps"),
  ],
  ["std.length([x + y for x in std.range(1, 2000) for y in std.range(1, 2000)])", expect.stringContaining("steps")],
  ["local a = { a: a }; a", expect.stringContaining("nested too deep")],
  ["{ a: self }", expect.stringContaining("nested too deep")],
  ["[".repeat(5000), expect.stringContaining("nested more than 200 levels deep")],
  ["-".repeat(5000), expect.stringContaining("nested more than 200 levels deep")],
  [`'${"%*d".repeat(3)}' % [1e9, 1, 1, 1, 1, 1]`, expect.stringContaining("a width is a number of at most 10000")],
])("%.60s comes to an end", (text, message) => expect(failure(text)).toEqual(message));

test("calls may be as deep as other interpreters allow, and sums long", () => {
  expect(run("local f(n) = if n == 0 then 0 else 1 + f(n - 1); f(490)")).toBe(490);
  expect(run(Array.from({ length: 1000 }, () => "1").join(" + "))).toBe(1000);
  expect(run("std.foldl(function(a, b) a + b, std.range(1, 10000), 0)")).toBe(50_005_000);
});

test("whatever the text, there is a value or an error with a place", () => {
  const words = fc.constantFrom(
    ..."{ } [ ] ( ) : :: +: , ; . $ self super local function if then else for in import error assert + - == 'a' 1 a b null std".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 12 }).map((some) => some.join(" ")),
      ),
      (text) => {
        expect(failure(text)).not.toBe("");
      },
    ),
    { numRuns: 2000 },
  );
});

test("files are imported beside the file that names them, once, and keep their places in errors", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-jsonnet-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "lib.libsonnet"), "{ double(x):: x * 2, text: importstr 'note.txt', file: std.thisFile }");
  writeFileSync(join(folder, "note.txt"), "hello\n");
  writeFileSync(join(folder, "bad.libsonnet"), "{\n  a: 1 +\n}");
  const name = join(folder, "main.jsonnet");
  expect(run("local lib = import 'lib.libsonnet'; lib { four: lib.double(2) }", name)).toEqual({
    text: "hello\n",
    file: join(folder, "lib.libsonnet"),
    four: 4,
  });
  expect(() => run("import 'bad.libsonnet'", name)).toThrow(
    `${join(folder, "bad.libsonnet")}:3:1: expected an expression`,
  );
  writeFileSync(join(folder, "circle.libsonnet"), "{ a: (import 'circle.libsonnet').a }");
  expect(() => run("import 'circle.libsonnet'", name)).toThrow("a value needs itself to be computed");
});

test("std.trace tells what it is given", () => {
  const said: string[] = [];
  const options = { importer: fileImporter, variables, onTrace: (text: string) => void said.push(text) };
  expect(evaluateJsonnet({ name: "a", text: "std.trace('seen', 1)" }, options)).toBe(1);
  expect(said).toEqual(["seen"]);
});
