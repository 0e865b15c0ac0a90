/** `--keep` and `--namespaces`: whose rows are kept, and for how long. */
import { analyticsRule, isPattern, type KeepRule } from "../planner/kept.ts";
import { usage } from "./usage.ts";

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `NAME=TTL`, where stars in the name stand for anything and the time is seconds or has a unit. Throws usage errors. */
export function keepRule(text: string): KeepRule {
  const [, name, amount, unit = "s"] = /^([\w*.-]+)=(\d+)([smhd])?$/.exec(text) ?? [];
  if (name === undefined || amount === undefined)
    throw usage(`--keep takes NAME=TTL, not ${text}`, "For example: --keep 'confluent.org.*=1h'");
  const pattern = name.replaceAll(".", "\\.").replaceAll("*", ".*");
  return { pattern: `^${pattern}$`, seconds: Number(amount) * units[unit as keyof typeof units] };
}

/**
 * The rules of the incumbent's JSON, `{"analytics": {"ttl": 86400, "regex": "…"}}`. Its template names a table of its
 * own, which has no counterpart here. Source: StackQL documentation, analytics.
 */
export function namespaceRules(namespaces: { readonly [name: string]: unknown }): readonly KeepRule[] {
  return Object.entries(namespaces).flatMap(([name, given]) => (name === "views" ? [] : [namespaceRule(name, given)]));
}

function namespaceRule(name: string, given: unknown): KeepRule {
  const fields: { readonly [field: string]: unknown } = typeof given === "object" && given !== null ? { ...given } : {};
  const { ttl = 86_400, regex = analyticsRule.pattern } = fields;
  if (typeof ttl !== "number" || !Number.isSafeInteger(ttl) || ttl < 1)
    throw usage(`--namespaces: ttl of ${name} is a whole number of seconds above 0`);
  // A group is named (?P<name>…) in Go.
  const pattern = typeof regex === "string" ? regex.replaceAll("(?P<", "(?<") : undefined;
  if (pattern === undefined || !isPattern(pattern))
    throw usage(`--namespaces: regex of ${name} is no regular expression`);
  return { pattern, seconds: ttl };
}
