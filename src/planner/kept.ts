/** Relations whose rows are kept for a while: by their names, as rules say. */
import { EngineError } from "../common/error.ts";

/** Names that a rule means, and for how long their rows are kept. */
export interface KeepRule {
  /** A regular expression on the name; a group `objectName` is the name of what is meant. */
  readonly pattern: string;
  readonly seconds: number;
}

export interface Kept {
  /** The name of the relation itself, as it would be written without a rule. */
  readonly name: string;
  readonly seconds: number;
}

/** Names with this prefix are kept for a day unless a rule says otherwise: clients of the incumbent write them. */
export const analyticsRule: KeepRule = { pattern: "^stackql_analytics_(?<objectName>.*)$", seconds: 86_400 };

/** What the first rule that fits says of a name; undefined where none does. */
export function keptOf(name: string, rules: readonly KeepRule[]): Kept | undefined {
  for (const { pattern, seconds } of [...rules, analyticsRule]) {
    const match = new RegExp(pattern).exec(name);
    if (match !== null) return { name: match.groups?.["objectName"] ?? name, seconds };
  }
  return undefined;
}

/** Throws `configuration_error` for a pattern that is no regular expression, or a time that is none. */
export function checkRules(rules: readonly KeepRule[]): void {
  for (const { pattern, seconds } of rules) {
    if (!isPattern(pattern)) throw wrong(`keep: ${pattern} is no regular expression`);
    if (!(seconds > 0)) throw wrong(`keep: rows of ${pattern} are kept for a time above 0, not ${seconds} s`);
  }
}

/** True for a text that is a regular expression. */
export function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== "";
  } catch {
    return false;
  }
}

function wrong(message: string): EngineError {
  return new EngineError({ condition: "configuration_error", stage: "config", message });
}
