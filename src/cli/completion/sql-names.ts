/** Names of relations within a statement that is being written. */
import type { Candidate, Completion } from "./complete.ts";
import type { Names } from "./names.ts";

/** Behind these a relation is named. */
const beforeRelation = /\b(from|join|into|update|describe|desc|exec|in|view|table|extended|lateral|replace)\s+$/i;

/** Between relations of FROM. */
const betweenRelations = /\bfrom\b[^;()']*,\s*$/i;

/**
 * The names that the last word of a text may become. A word with a dot is one, any other where a relation is expected. Of
 * the only one that fits, what comes below it is told at once.
 */
export async function sqlNames(text: string, names: Names): Promise<Completion> {
  const word = /[\w.]*$/.exec(text)?.[0] ?? "";
  const head = text.slice(0, text.length - word.length);
  const found = isName(head, word) ? await namesFor(word, names) : { candidates: [], last: true };
  return { kind: "words", candidates: found.candidates, before: head, open: !found.last };
}

function isName(head: string, word: string): boolean {
  const isInString = head.replaceAll(/[^']/g, "").length % 2 === 1;
  if (isInString || /["`]$/.test(head)) return false;
  return word.includes(".") || beforeRelation.test(head) || betweenRelations.test(head);
}

interface Found {
  readonly candidates: readonly Candidate[];
  readonly last: boolean;
}

async function namesFor(word: string, names: Names): Promise<Found> {
  const path = word.split(".").slice(0, -1);
  const written = word.split(".").at(-1) ?? "";
  const { candidates, last } =
    path.length === 0 ? { candidates: await names.first(), last: false } : await names.below(path);
  const fitting = candidates.filter(({ text }) => text.toLowerCase().startsWith(written.toLowerCase()));
  const [only, ...others] = fitting;
  const before = path.map((name) => `${name}.`).join("");
  if (only !== undefined && others.length === 0 && !last) return namesFor(`${before}${only.text}.`, names);
  const end = last ? "" : ".";
  return {
    candidates: fitting.map(({ text, description }) => ({ text: `${before}${text}${end}`, description })),
    last,
  };
}
