/** The words of a script as the formatter writes them, with the comments that stand beside each. */
import type { AnyNode, Comment, Script } from "../ast.ts";
import { tokenize } from "../lexer.ts";
import type { Token } from "../token.ts";
import { visit } from "../traverse.ts";
import { type Doc, remark } from "./doc.ts";

/** A token with its text and comments; `index` finds its neighbours. */
export interface Word {
  readonly token: Token;
  readonly text: string;
  readonly before: readonly Comment[];
  readonly after: readonly Comment[];
}

/** The words of a script in order, the end left out, and the comments after the last one. */
export interface Source {
  readonly script: Script;
  readonly words: readonly Word[];
  readonly last: readonly Comment[];
}

/** Reads the words of a parsed script; names, numbers and strings stay as written, every other word is upper case. */
export function sourceOf(script: Script, keywords: "upper case" | "as written" = "upper case"): Source {
  const { text } = script;
  const { tokens, comments } = tokenize(text);
  const names = nameStarts(script);
  const isUpper = keywords === "upper case";
  const words: Word[] = [];
  let next = 0;
  let previousEnd = 0;
  let before: Comment[] = [];
  for (const [index, token] of tokens.entries()) {
    const after: Comment[] = [];
    for (let comment = comments[next]; comment !== undefined && comment.span.start < token.start;) {
      const isSameLine = words.length > 0 && !text.slice(previousEnd, comment.span.start).includes("\n");
      (isSameLine ? after : before).push(comment);
      previousEnd = comment.span.end;
      comment = comments[++next];
    }
    const previous = words.at(-1);
    if (previous !== undefined && after.length > 0) words[words.length - 1] = { ...previous, after };
    if (token.kind === "end") break;
    const end = tokens[index + 1]?.start ?? text.length;
    words.push({ token, text: textOf(text, { token, end }, { names, isUpper }), before, after: [] });
    before = [];
    previousEnd = token.end;
  }
  return { script, words, last: before };
}

/** A word with its comments around it. */
export function wordDoc({ text, before, after }: Word): Doc {
  if (before.length + after.length === 0) return text;
  return [
    ...before.map((comment) => remark(comment.text.trimEnd(), "own-line")),
    text,
    ...after.map((comment) => remark(comment.text.trimEnd(), endsLine(comment) ? "line-end" : "inline")),
  ];
}

function endsLine({ text }: Comment): boolean {
  return !text.startsWith("/*") || text.includes("\n");
}

/** Marks where names begin, and words that the tree holds as text, such as the unit of EXTRACT. */
function nameStarts(script: Script): Uint8Array {
  const starts = new Uint8Array(script.text.length);
  const note = ({ span }: AnyNode): void => void starts.fill(1, span.start, span.start + 1);
  visit(script, {
    // A dotted name of a property is one identifier of several words.
    identifier: ({ span }) => void starts.fill(1, span.start, span.end),
    literal: (node) => {
      if (node.type === "string") note(node);
    },
    "registry-pull": ({ provider, span }) => void starts.fill(1, provider.span.end, span.end),
  });
  return starts;
}

function textOf(
  text: string,
  { token, end }: { readonly token: Token; readonly end: number },
  { names, isUpper }: { readonly names: Uint8Array; readonly isUpper: boolean },
): string {
  const written = text.slice(token.start, token.end);
  if (token.kind !== "word" || names[token.start] === 1) return written;
  const hints = token.hints.length === 0 ? [] : (text.slice(token.end, end).match(/\/\*\+[\s\S]*?\*\//g) ?? []);
  return [isUpper ? written.toUpperCase() : written, ...hints].join(" ");
}
