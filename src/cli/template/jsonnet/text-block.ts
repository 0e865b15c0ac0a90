/** Text blocks: lines between `|||` and `|||`, without the indentation of the first one. */
import { Fault, type Source } from "./fault.ts";

export interface TextBlock {
  readonly text: string;
  /** Where the text goes on after the block. */
  readonly end: number;
}

/** The block that begins at `start`; after `|||-` it ends without a line feed. Throws a syntax Fault. */
export function textBlock(source: Source, start: number): TextBlock {
  const fail = (message: string): Fault => new Fault(message, { isSyntax: true }).at(source, { start, end: start + 3 });
  const opening = /\|\|\|(-?)[ \t]*\r?\n/y;
  opening.lastIndex = start;
  const opened = opening.exec(source.text);
  if (opened === null) throw fail("a line feed is missing after |||");
  const indent = /^(?:[ \t]*\r?\n)*([ \t]+)/.exec(source.text.slice(opening.lastIndex))?.[1];
  if (indent === undefined) throw fail("the lines of a text block are indented");
  const lines: string[] = [];
  let at = opening.lastIndex;
  for (;;) {
    const feed = source.text.indexOf("\n", at);
    const line = source.text.slice(at, feed < 0 ? source.text.length : feed);
    const closing = /^[ \t]*\|\|\|/.exec(line);
    if (closing !== null && !line.startsWith(indent)) {
      const text = lines.map((one) => `${one}\n`).join("");
      return { text: opened[1] === "-" ? text.slice(0, -1) : text, end: at + closing[0].length };
    }
    if (feed < 0) throw fail("the text block does not end");
    if (!line.startsWith(indent) && line.trim() !== "")
      throw fail("a line of the text block is indented less than the first");
    lines.push((line.startsWith(indent) ? line.slice(indent.length) : line.trim()).replace(/\r$/, ""));
    at = feed + 1;
  }
}
