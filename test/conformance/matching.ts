/** Texts that match the patterns of documents. */
import { createContext, Script } from "node:vm";
import fc from "fast-check";
import type { Node } from "./document.ts";

const known = new Map<string, string>();

/** Some patterns take years to refuse a text: such a text is as good as refused. */
const patience = 100;
const context = createContext({ expression: /./, text: "" });
const script = new Script("expression.test(text)");

function matchesSoon(expression: RegExp, text: string): boolean {
  try {
    Object.assign(context, { expression, text });
    return script.runInContext(context, { timeout: patience }) === true;
  } catch {
    return false;
  }
}

/** The first candidate that a pattern and the lengths of its schema accept, else one made from the pattern. */
export function matching(pattern: string, candidates: readonly string[], { minLength, maxLength }: Node): string {
  const expression = expressionOf(pattern);
  const fits = (text: string): boolean =>
    (expression === undefined || matchesSoon(expression, text)) &&
    text.length >= (typeof minLength === "number" ? minLength : 0) &&
    text.length <= (typeof maxLength === "number" ? maxLength : Infinity);
  const candidate = [...candidates, nameOfAws(pattern), "10.0.0.1"].find(fits);
  if (candidate !== undefined || expression === undefined) return candidate ?? candidates.at(-1) ?? "";
  const key = `${String(minLength)} ${String(maxLength)} ${pattern}`;
  const least = typeof minLength === "number" ? minLength : 0;
  const made =
    known.get(key) ?? sample(expression, fits, least) ?? (fits("") ? "" : undefined) ?? candidates.at(-1) ?? "";
  known.set(key, made);
  return made;
}

/** A resource of the service that a pattern names, which looks ahead in ways that are not generated. */
function nameOfAws(pattern: string): string {
  const service = /:([a-z][a-z0-9-]+):/.exec(pattern)?.[1] ?? "service";
  return `arn:aws:${service}:us-east-1:123456789012:thing/one`;
}

function expressionOf(written: string): RegExp | undefined {
  // Some documents keep the slashes of a literal.
  const pattern = /^\/(\^.*\$)\/$/.exec(written)?.[1] ?? written;
  for (const flags of ["u", ""]) {
    // What other dialects name is a letter to a lenient reader.
    if (flags === "" && /\\[pPAzZh]/.test(pattern)) return undefined;
    try {
      return new RegExp(pattern, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The first text that fits of those that expressions like this one generate. */
function sample(expression: RegExp, fits: (text: string) => boolean, least: number): string | undefined {
  for (const source of generatedSources(expression.source, least)) {
    try {
      const texts = fc.sample(fc.stringMatching(new RegExp(source, expression.flags)), { seed: 1, numRuns: 50 });
      const text = texts.find((one) => one !== "" && fits(one));
      if (text !== undefined) return text;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** What looks around and at the borders of words is not generated, but must hold of what is. */
function generatedSources(source: string, least: number): ReadonlySet<string> {
  const lawful = source.replaceAll(/(\\[wds])-(?=[^\]])/g, "$1\\-");
  const simpler = withoutLooks(lawful).replaceAll("\\b", "");
  const bare = simpler.replace(/^\.\*/, "").replace(/\.\*$/, "");
  const whole = (one: string): string => `^(?:${one})$`;
  const all = [source, lawful, simpler, whole(source), whole(lawful), whole(simpler), whole(bare)];
  return new Set([all, ...repetitions(least).map((times) => all.map((one) => longer(one, times)))].flat());
}

/** Without the groups that look ahead or behind, whatever lies within them. */
function withoutLooks(source: string): string {
  const start = source.search(/\(\?<?[=!]/);
  if (start < 0) return source;
  let depth = 0;
  let end = start;
  do {
    const letter = source[end];
    if (letter === "\\") end += 1;
    else if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    end += 1;
  } while (depth > 0 && end < source.length);
  return withoutLooks(source.slice(0, start) + source.slice(end));
}

/** How often parts are repeated that a long text is made of: one part may be long, or be repeated itself. */
const repetitions = (least: number): readonly number[] =>
  least < 2 ? [] : [least, least / 8, least / 64].map((times) => Math.ceil(times));

function longer(source: string, times: number): string {
  // Classes and what is escaped stay as they are.
  const parts = /\[(?:[^\]\\]|\\.)*\]|\\.|[+*](?![+*?])/g;
  return source.replaceAll(parts, (part) => (part === "+" || part === "*" ? `{${times},${times + 10}}` : part));
}
