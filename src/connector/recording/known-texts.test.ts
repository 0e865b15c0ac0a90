import { expect, test } from "vitest";
import { KnownTexts } from "./known-texts.ts";

function known(...texts: readonly string[]): KnownTexts {
  const all = new KnownTexts();
  for (const [index, text] of texts.entries()) all.add(text, `<${index}>`);
  return all;
}

test.each([
  [["secret-one"], "a secret-one b secret-one", "a <0> b <0>"],
  [["secret-one"], "secret-one", "<0>"],
  [["secret-one"], "secretsecret-one", "secret<0>"],
  [["secret-one", "secret-one-longer"], "secret-one-longer secret-one-long", "<1> <0>-long"],
  [["abcabcabd"], "abcabcabcabd", "abc<0>"],
  [["short"], "short", "short"],
  [["sécrêt✓1"], "ein sécrêt✓1.", "ein <0>."],
  [[], "secret-one", "secret-one"],
])("%j in %j", (texts, text, expected) => expect(known(...texts).replacedIn(text)).toBe(expected));

test("it is what replacing them one by one would be, for texts that do not overlap", () => {
  const texts = Array.from({ length: 500 }, (_, index) => `token-${index.toString(36).padStart(4, "z")}!`);
  const all = known(...texts);
  const text = texts.toReversed().join(" and ");
  const expected = texts.reduce((rest, one, index) => rest.replaceAll(one, `<${index}>`), text);
  expect(all.replacedIn(text)).toBe(expected);
});
