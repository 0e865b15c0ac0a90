/** SQL text → the same statements in one layout, with every comment kept. */
import type { Script } from "../ast.ts";
import { parseScript } from "../parser.ts";
import { print } from "../printer.ts";
import { isSameTree } from "../same-tree.ts";
import { syntaxError } from "../syntax-error.ts";
import { render } from "./doc.ts";
import { layout } from "./layout.ts";
import { type Source, sourceOf, wordDoc } from "./source.ts";

/** Lines are broken to fit this many columns, where their words allow it. */
const lineWidth = 100;

/**
 * Formats a script: keywords in upper case, names as written, clauses on lines of their own where a statement does not
 * fit one; one empty line between statements stays. Formatting twice changes nothing more. Throws as `parseScript`.
 */
export function format(text: string): string {
  const script = parsed(text);
  const formatted = scriptText(sourceOf(script));
  return isSame(parseScript(formatted), script) ? formatted : scriptText(sourceOf(script, "as written"));
}

/** A word that the tree holds as text may mean something else in upper case. */
function isSame(formatted: Script, script: Script): boolean {
  return isSameTree(formatted.statements, script.statements) || print(formatted) === print(script);
}

function scriptText(source: Source): string {
  const { words, script, last } = source;
  const { text } = script;
  let result = "";
  let index = 0;
  const add = (block: string, start: number): void => {
    const [previous, first] = [words[start - 1], words[start]?.before[0] ?? words[start]?.token ?? last[0]];
    const from = previous?.after.at(-1)?.span.end ?? previous?.token.end ?? 0;
    const to = first === undefined ? text.length : "span" in first ? first.span.start : first.start;
    const gap = result === "" ? "" : /\n\s*\n/.test(text.slice(from, to)) ? "\n\n" : "\n";
    result += `${gap}${block}`;
  };
  for (const node of [...script.statements, undefined]) {
    for (; words[index]?.text === ";"; index++) addStray(source, index, add);
    if (node === undefined) break;
    const first = index;
    while (index < words.length && (words[index]?.token.start ?? 0) < node.span.end) index++;
    while (index < words.length && words[index]?.text !== ";") index++;
    const end = Math.min(index, words.length - 1);
    add(render(layout(node, { first, last: end }, source), lineWidth), first);
    index = end + 1;
  }
  if (last.length > 0) add(last.map((comment) => comment.text.trimEnd()).join("\n"), words.length);
  return result === "" ? "" : `${result}\n`;
}

/** A semicolon after no statement is left out, unless it holds comments. */
function addStray(source: Source, index: number, add: (block: string, start: number) => void): void {
  const word = source.words[index];
  if (word === undefined || word.before.length + word.after.length === 0) return;
  add(render(wordDoc(word), lineWidth), index);
}

/** A template is no SQL yet, and its own text says what stands there: it is refused as such. */
function parsed(text: string): Script {
  try {
    return parseScript(text);
  } catch (error) {
    const found = /<<<\s*json(?:net)?\b|\{\{/.exec(text);
    if (found === null) throw error;
    const hint = "Format the script that the template yields, or leave this file out.";
    throw syntaxError(text, { start: found.index, end: found.index + found[0].length }, "a template is no SQL", hint);
  }
}
