/** SOUNDEX, which only some builds of SQLite have: four characters by how an English word sounds. */

const codes: { readonly [letter: string]: string | undefined } = Object.fromEntries(
  Object.entries({ 1: "BFPV", 2: "CGJKQSXZ", 3: "DT", 4: "L", 5: "MN", 6: "R" }).flatMap(([code, letters]) =>
    [...letters].map((letter) => [letter, code]),
  ),
);

/** The code of the first word, `?000` where the text has no letter, as SQLite gives it. */
export function soundex(text: string): string {
  const letters = [...text.toUpperCase()];
  const from = letters.findIndex((letter) => /[A-Z]/.test(letter));
  if (from < 0) return "?000";
  let result = letters[from] ?? "";
  let last = codes[result] ?? "";
  for (const letter of letters.slice(from + 1)) {
    const code = codes[letter];
    if (code !== undefined && code !== last && result.length < 4) result += code;
    last = code ?? "";
  }
  return result.padEnd(4, "0");
}
