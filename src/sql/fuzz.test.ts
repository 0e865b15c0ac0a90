import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EngineError } from "../common/error.ts";
import { tokenize } from "./lexer.ts";
import { parseScript } from "./parser.ts";
import { print } from "./printer.ts";

const lines = readFileSync(new URL("fixtures/identity.sql", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("--"));

const written = lines.map((line) => tokenize(line).tokens.map(({ start, end }) => line.slice(start, end)));
const vocabulary = [...new Set(written.flat())];

/** Parses; what parses must print and parse again, what does not must say so as this language says it. */
function survives(text: string): void {
  let printed: string;
  try {
    printed = print(parseScript(text));
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    const { condition, span } = error as EngineError;
    expect(["syntax_error", "feature_not_supported"]).toContain(condition);
    expect(span?.start).toBeGreaterThanOrEqual(0);
    expect(span?.end).toBeLessThanOrEqual(text.length);
    return;
  }
  expect(print(parseScript(printed))).toBe(printed);
}

describe("whatever the text, parsing ends with a tree or with an error of its own", () => {
  it("for any characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), survives), { numRuns: 2000 });
    fc.assert(fc.property(fc.string({ maxLength: 60 }), survives), { numRuns: 2000 });
  });

  it("for any words of the language in any order", () => {
    const soup = fc.array(fc.constantFrom(...vocabulary), { maxLength: 30 });
    fc.assert(
      fc.property(soup, fc.constantFrom(" ", ""), (tokens, blank) => survives(tokens.join(blank))),
      { numRuns: 4000 },
    );
  });

  it("for statements with a word left out, doubled, replaced or moved", () => {
    const mutation = fc.record({
      tokens: fc.constantFrom(...written),
      at: fc.nat(40),
      how: fc.constantFrom("drop", "double", "replace", "insert", "cut"),
      word: fc.constantFrom(...vocabulary),
    });
    const edits = { drop: [1, 0], double: [0, 1], replace: [1, 1], insert: [0, 1], cut: [99, 0] } as const;
    fc.assert(
      fc.property(mutation, ({ tokens, at, how, word }) => {
        const [removed, added] = edits[how];
        const place = at % tokens.length;
        const inserted = how === "double" ? (tokens[place] ?? "") : word;
        survives(tokens.toSpliced(place, removed, ...(added === 1 ? [inserted] : [])).join(" "));
      }),
      { numRuns: 6000 },
    );
  });

  it("for statements with several words left out and put in", () => {
    const edit = fc.record({
      at: fc.nat(60),
      removed: fc.nat(3),
      words: fc.array(fc.constantFrom(...vocabulary), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...written), fc.array(edit, { minLength: 2, maxLength: 5 }), (tokens, edits) => {
        let text = tokens;
        for (const { at, removed, words } of edits) text = text.toSpliced(at % (text.length + 1), removed, ...words);
        survives(text.join(" "));
      }),
      { numRuns: 4000 },
    );
  });

  it("for statements with a character changed", () => {
    const characters = fc.constantFrom(..."'\"`$()/*-#.,;:@?\\\n\0é😀[]{}1e");
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.nat(200), characters, (line, at, character) => {
        const place = at % line.length;
        survives(line.slice(0, place) + character + line.slice(place + (at % 2)));
      }),
      { numRuns: 4000 },
    );
  });
});
