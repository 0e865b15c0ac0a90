/** Texts as SQL compares them where letters of ASCII are alike in either case. */

/** Finds each place of a text, letters of ASCII in any case. */
export function textPattern(text: string): RegExp {
  return new RegExp([...text].map(characterSource).join(""), "gu");
}

/** One character as the source of a regular expression with the flag u. */
export function characterSource(char: string): string {
  if (/[a-zA-Z]/.test(char)) return `[${char.toLowerCase()}${char.toUpperCase()}]`;
  return char.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
}
