// JSON text reshaped without parsing it: digits, key order and duplicate keys stay as they are.

/** A string, or white space outside strings. */
const stringOrSpace = /("(?:[^"\\]|\\.)*")|\s+/g;

/** Valid JSON text without white space between its tokens, hence without line breaks. */
export function compactJson(text: string): string {
  return /\s/.test(text) ? text.replace(stringOrSpace, "$1") : text;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Valid JSON text, one member a line, two spaces a level; empty objects and arrays stay on one line. */
export function indentJson(text: string): string {
  const tokens = text.match(token) ?? [];
  let depth = 0;
  let result = "";
  for (const [index, current] of tokens.entries()) {
    const opens = current === "{" || current === "[";
    const closes = current === "}" || current === "]";
    const followsOpening = tokens[index - 1] === "{" || tokens[index - 1] === "[";
    if (closes) depth--;
    if (closes && !followsOpening) result += newLine(depth);
    if (!closes && followsOpening) result += newLine(depth);
    result += current;
    if (opens) depth++;
    if (current === ",") result += newLine(depth);
    if (current === ":") result += " ";
  }
  return result;
}

function newLine(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}
