// A cell as the text that the formats for people print.
import { once } from "../common/once.ts";
import { Json, type Value } from "../common/value.ts";
import { compactJson } from "./json-text.ts";

/** NULL (and a number that is none) as `null`, nested JSON compact, everything else as it is. */
export function cellText(cell: Value): string {
  if (cell instanceof Json) return compactJson(cell.text);
  if (typeof cell === "number" && !Number.isFinite(cell)) return "null";
  return String(cell);
}

/** Controls, lone surrogates, and overrides of the direction of text: each could redraw a terminal or a table. */
const harmful = once(() => /[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/gu);
const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;

/** Text that moves no cursor and breaks no line: line breaks as ↵, tabs as blanks, other controls as pictures. */
export function visibleText(text: string): string {
  if (!isHarmful(text)) return text;
  return text.replace(lineBreak, "↵").replaceAll("\t", " ").replace(harmful(), picture);
}

/** As `visibleText`, but white space stays white space, for callers that reflow it. */
export function visibleWords(text: string): string {
  return isHarmful(text) ? text.replace(harmful(), (found) => (/\s/.test(found) ? " " : picture(found))) : text;
}

/** As `visibleText`, but line feeds stay, for text of several lines. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visibleText).join("\n");
}

function isHarmful(text: string): boolean {
  return text.search(harmful()) >= 0;
}

/** The Unicode control picture of a C0 control or DEL; the replacement character for the rest. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\uFFFD";
}
