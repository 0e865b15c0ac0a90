import { describe, expect, it } from "vitest";
import { tokenize } from "./lexer.ts";

/** The tokens of a text as `kind text value`, without the end. */
function tokens(text: string): string[] {
  return tokenize(text)
    .tokens.slice(0, -1)
    .map(({ kind, text: compared, value }) => [kind, compared, value].filter((part) => part !== "").join(" "));
}

describe("tokenize", () => {
  it.each([
    ["Select $a a$b a@b é", ["word SELECT Select", "word $A $a", "word A$B a$b", "word A@B a@b", "word é é"]],
    ['"a""b" `c``d`', ['quoted-name a"b', "quoted-name c`d"]],
    ["'a\\' 'it''s'", ["string a\\", "string it's"]],
    ["E'\\t\\'\\\\\\101\\x41' e''", ["string \t'\\AA", "string"]],
    ["$$a'b$$ $x$ $$ $x$", ["string a'b", "string  $$ "]],
    ["x'AB' b'11111'", ["blob ab", "blob 1f"]],
    ["1 1.5 .5 1. 1e3 1E-3 0xfF", ["1", "1.5", ".5", "1.", "1e3", "1E-3", "0xfF"].map((value) => `number ${value}`)],
    ["a.b", ["word A a", "symbol .", "word B b"]],
    ["v1.2.3", ["word V1 v1", "number .2", "number .3"]],
    ["? $1 :n @n @@n", ["parameter ?", "parameter $ 1", "parameter : n", "parameter @ n", "parameter @@ n"]],
    ['@"If-Match"', ["parameter @ If-Match"]],
    ["a::b", ["word A a", "symbol ::", "word B b"]],
    ["->>->||&&<=>!===<>", ["->>", "->", "||", "&&", "<=>", "!=", "==", "<>"].map((symbol) => `symbol ${symbol}`)],
    ["<<>>>=<=", ["<<", ">>", ">=", "<="].map((symbol) => `symbol ${symbol}`)],
    ["a--b\n+//c\r-#d", ["word A a", "symbol +", "symbol -"]],
    ["\uFEFFa\u00A0b\u3000c", ["word A a", "word B b", "word C c"]],
    ["ſelect", ["word ſelect ſelect"]],
  ])("splits %j", (text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });

  it("gives each token its place and ends with one at the end of the text", () => {
    expect(tokenize("ab 'c'").tokens.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [3, 6],
      [6, 6],
    ]);
  });

  it("attaches hints to the verb before them and keeps every other comment", () => {
    const { tokens: found, comments } = tokenize("EXEC /*+ await */ /*+ x(1, 2) */ t.insert /*+ no */ /* c */");
    expect(found[0]?.hints).toEqual(["AWAIT", "X(1, 2)"]);
    expect(comments).toEqual([
      { text: "/*+ no */", span: { start: 42, end: 51 } },
      { text: "/* c */", span: { start: 52, end: 59 } },
    ]);
  });

  it("takes linear time over quotes that double without end", () => {
    const { tokens: found } = tokenize(`'${"''".repeat(500_000)}'`);
    expect(found[0]?.value).toHaveLength(500_000);
  });
});
