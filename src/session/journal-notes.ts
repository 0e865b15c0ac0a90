/** The notes in the text of a journal: a line of JSON each, of which some may be cut off. */
import type { JournalFact } from "../catalog/session-facts.ts";

/** A note as it is appended: a line that a dead process left unfinished must not swallow it. */
export function noteText(fact: JournalFact): string {
  return `\n${JSON.stringify(fact)}\n`;
}

/** A call only goes on: notes that were written a second time may stand behind later ones. */
const progress: { readonly [K in JournalFact["state"]]: number } = {
  sending: 0,
  unknown: 1,
  failed: 1,
  done: 1,
  undone: 2,
};

/** The latest note on each call, in the order in which they were sent; lines that were cut off are left out. */
export function latestNotes(text: string): readonly JournalFact[] {
  const latest = new Map<string, JournalFact>();
  for (const fact of text.split("\n").flatMap(factOf)) {
    const call = `${fact.session} ${fact.number}`;
    const known = latest.get(call);
    if (known === undefined || progress[fact.state] >= progress[known.state]) latest.set(call, fact);
  }
  return [...latest.values()];
}

function factOf(line: string): readonly JournalFact[] {
  if (line === "") return [];
  try {
    const fact: unknown = JSON.parse(line);
    return isFact(fact) ? [fact] : [];
  } catch {
    return [];
  }
}

function isFact(value: unknown): value is JournalFact {
  return typeof value === "object" && value !== null && "session" in value && "number" in value && "state" in value;
}
