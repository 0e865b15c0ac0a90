/** Texts that stand for others: as SQL compares them where letters of ASCII are alike in either case, and with gaps. */

/** Finds each place of a text, letters of ASCII in any case. */
export function textPattern(text: string): RegExp {
  return new RegExp([...text].map(characterSource).join(""), "gu");
}

/** One character as the source of a regular expression with the flag u. */
export function characterSource(char: string): string {
  if (/[a-zA-Z]/.test(char)) return `[${char.toLowerCase()}${char.toUpperCase()}]`;
  return char.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
}

/** True where the parts stand in the text in this order, anything between them; the first at its begin, the last at its end. */
export function hasParts(text: string, parts: readonly string[]): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** True where the text is the pattern, each `*` in which stands for any run of characters. */
export function fits(text: string, pattern: string): boolean {
  return hasParts(text, pattern.split("*"));
}
