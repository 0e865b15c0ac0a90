import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EngineError } from "../../../../../common/error.ts";
import { costOf } from "./cost.ts";
import { compile } from "./linear.ts";
import { LinearRegExp } from "./linear-regexp.ts";
import { withRegex } from "./regex.ts";
import { parseRegex } from "./tree.ts";

const ignore = (): void => undefined;

function linear(source: string, flags = "u"): LinearRegExp {
  const program = compile(parseRegex(source), flags);
  if (program === undefined) throw new Error(`${source} is not linear`);
  return new LinearRegExp(new RegExp(source, flags), program, ignore);
}

function power(source: string, flags = "u"): number {
  return costOf(parseRegex(source), source, flags).power;
}

describe("the cost of a pattern", () => {
  test.each([
    ["^abc$", 1],
    ["abc", 1],
    ["^[a-z]+$", 1],
    ["^(GET|POST|PUT) ", 1],
    [String.raw`^\d+-\d+-\d+T\d+:\d+$`, 1],
    [String.raw`^([a-z0-9-]+\.)+[a-z]+$`, 1],
    [String.raw`^(a|b|[cd])*$`, 1],
    [String.raw`^(\p{Lu}\d)+$`, 1],
    ["foo.*bar", 2],
    [String.raw`\s+$`, 2],
    [String.raw`^\w+\s*\w+$`, 2],
    [String.raw`[a-z]+@[a-z]+\.com`, 2],
    ["^.*a.*b.*c", 3],
    ["(a+)+$", Infinity],
    ["^(a*)*$", Infinity],
    ["^(a|a)*$", Infinity],
    ["^(a|aa)+$", Infinity],
    [String.raw`^(\w+\s?)+$`, Infinity],
    ["^(.*,)*x", Infinity],
    [String.raw`^(\w|\p{L})*!`, Infinity],
    [String.raw`^(\d|[a-f0-9])+!`, Infinity],
    ["^([a-z]|[A-Z])+!", 1],
  ])("%s grows with power %s", (source, expected) => {
    expect(power(source)).toBe(expected);
  });

  test("ignored case makes classes alike", () => {
    expect(power("^([a-z]|[A-Z])+!", "iu")).toBe(Infinity);
  });

  test.each([
    [String.raw`^(\d{1,3}\.){3}\d{1,3}$`, 81],
    ["^(a|a){20}$", 2 ** 20],
    ["^[a-f0-9]{32}$", 1],
  ])("%s has %d ways through its repetitions", (source, expected) => {
    expect(costOf(parseRegex(source), source, "u").factor).toBe(expected);
  });
});

describe("the linear matcher", () => {
  test.each([
    ["(a)|b", "b", ["b", undefined]],
    ["(a*)(a*)", "aa", ["aa", "aa", ""]],
    ["(a*?)(a*)", "aa", ["aa", "", "aa"]],
    ["(?<y>[0-9]{4})-(?<m>[0-9]{2})", "on 2024-05", ["2024-05", "2024", "05"]],
    ["(?:(a)|(b))+", "ab", ["ab", undefined, "b"]],
    ["x{2,3}", "xxxx", ["xxx"]],
    ["x{2,3}?", "xxxx", ["xx"]],
    [String.raw`\bé?\w+`, "é word", ["word"]],
    ["^.$", "\u{1F600}", ["\u{1F600}"]],
    [String.raw`[\u{1F600}\]]+`, "a]\u{1F600}", ["]\u{1F600}"]],
    [String.raw`\p{Lu}\x41\u0042\u{43}\n`, "ÉABC\n", ["ÉABC\n"]],
    ["a|", "b", [""]],
    ["", "b", [""]],
  ])("%s in %j", (source, text, expected) => {
    const found = linear(source).exec(text);
    expect(found === null ? null : [...found]).toEqual(expected);
    expect(new RegExp(source, "u").exec(text)).toEqual(found);
  });

  test.each(["(?=a)b", "(?<!a)b", String.raw`(a)\1`, String.raw`(?<n>a)\k<n>`, "(a*?)*", "(a{1000}){1000}"])(
    "%s is left to RegExp",
    (source) => {
      expect(compile(parseRegex(source), "u")).toBeUndefined();
    },
  );

  const leaf = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", String.raw`\w`, "^", "$", String.raw`\b`, "é", "");
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => left + right),
      fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => `(?:${left}|${right})`),
      tie("pattern").map((inner) => `(${inner})`),
      fc
        .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{1,}"), fc.constantFrom("", "?"))
        .map(([inner, sign, lazy]) => `(?:${inner})${sign}${lazy}`),
    ),
  }));

  test("finds all that RegExp finds, at the same places", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "\n", "A"), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, fc.constantFrom("gu", "giu", "gmu", "gsu"), (source, given, flags) => {
        const whole = (regex: RegExp): string[] => given.replaceAll(regex, "<$&>").split("|");
        fc.pre(compile(parseRegex(source), flags) !== undefined);
        expect(whole(linear(source, flags))).toEqual(whole(new RegExp(source, flags)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a pattern that would take forever", () => {
  const run = <T>(source: string, text: string, work: (regex: RegExp) => T): T =>
    withRegex({ source, flags: "", checkTime: ignore }, text, work);

  test.each([
    ["(a+)+$", `${"a".repeat(50)}!`, false],
    ["(a|aa)+$", `${"a".repeat(5000)}!`, false],
    ["(a|aa)+!$", `${"a".repeat(5000)}!`, true],
    [String.raw`\s+$`, `${" ".repeat(200_000)}!`, false],
    ["(x+x+)+y", "x".repeat(3000), false],
    [String.raw`^(\w+\s?)*$`, `${"word ".repeat(40)}!`, false],
  ])("%s is matched in linear time", (source, text, expected) => {
    expect(run(source, text, (regex) => regex.test(text))).toBe(expected);
  });

  test.each(["(?=(a+)+$)a", String.raw`^(a|a)*(b)\2$`])("%s fails", (source) => {
    const text = `${"a".repeat(50)}!`;
    let told: unknown;
    try {
      run(source, text, (regex) => regex.test(text));
    } catch (error) {
      told = (error as EngineError).message;
    }
    expect(told).toBe(`the regular expression ${source} takes too long`);
  });

  test("a pattern that failed on one text still matches others", () => {
    const source = "^(?=(b+)+$)b";
    const long = `${"b".repeat(50)}!`;
    expect(() => run(source, long, (regex) => regex.test(long))).toThrow("takes too long");
    const other = "b".repeat(50);
    expect(run(source, other, (regex) => regex.test(other))).toBe(true);
  });

  test("ends when the time is over", () => {
    const text = "a".repeat(3_000_000);
    let looks = 0;
    const checkTime = (): void => {
      if (looks++ > 1) throw new Error("over");
    };
    expect(() => withRegex({ source: "(a|aa)+!$", flags: "", checkTime }, text, (regex) => regex.test(text))).toThrow(
      "over",
    );
  });
});
