// Provoked faults: rules that make requests fail, wait, break off, or end in another phase.
import type { JsonObject } from "./values.ts";

/** What is to go wrong with the requests that a rule matches. Members that are absent change nothing. */
export interface FaultRule {
  /** Any method where absent. */
  readonly method?: string;
  /** A path in which a star stands for any text; every path where absent. */
  readonly path?: string;
  /** How many matching requests it hits; 1 where absent. */
  readonly times?: number | "always";
  /** How many matching requests pass first. */
  readonly skip?: number;
  /** Answer with this status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of the answer: text as it is, anything else as JSON; the API's error shape where absent. */
  readonly body?: unknown;
  /** Do what the request says first, then answer with `status`. */
  readonly afterCommit?: boolean;
  readonly delayMilliseconds?: number;
  /** `cut` breaks off in the middle of the body, `reset` resets the connection without an answer. */
  readonly connection?: "cut" | "reset";
  /** The phase in which what a create request makes ends, such as FAILED. */
  readonly phase?: string;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly pattern: RegExp;
  hitsLeft: number;
  skipsLeft: number;
}

/** The rules in force; the first that matches a request hits it. */
export class Faults {
  #rules: ActiveRule[] = [];

  add(rule: FaultRule): void {
    const hitsLeft = rule.times === "always" ? Number.POSITIVE_INFINITY : (rule.times ?? 1);
    this.#rules.push({ rule, pattern: patternOf(rule.path ?? "*"), hitsLeft, skipsLeft: rule.skip ?? 0 });
  }

  /** The rule that hits this request, counted as used; undefined where none does. */
  take(method: string, path: string): FaultRule | undefined {
    for (const active of this.#rules) {
      const { rule, pattern } = active;
      if (rule.method !== undefined && rule.method.toUpperCase() !== method) continue;
      if (!pattern.test(path)) continue;
      if (active.skipsLeft-- > 0) continue;
      if (--active.hitsLeft <= 0) this.#rules = this.#rules.filter((other) => other !== active);
      return rule;
    }
    return undefined;
  }

  clear(): void {
    this.#rules = [];
  }
}

/** A rule as it comes over HTTP, checked. Returns what is wrong with it as text. */
export function readFaultRule(given: JsonObject): FaultRule | string {
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    if (check === undefined) return `a fault rule has no member ${name}; it has ${Object.keys(members).join(", ")}`;
    if (!check(value)) return `${name} of a fault rule cannot be ${JSON.stringify(value)}`;
  }
  return given;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  method: isText,
  path: isText,
  times: (value) => value === "always" || (isCount(value) && value !== 0),
  skip: isCount,
  status: (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599,
  headers: (value) => typeof value === "object" && value !== null && Object.values(value).every(isText),
  body: () => true,
  afterCommit: (value) => typeof value === "boolean",
  delayMilliseconds: isCount,
  connection: (value) => value === "cut" || value === "reset",
  phase: isText,
} satisfies Record<keyof FaultRule, (value: unknown) => boolean>;

function patternOf(path: string): RegExp {
  const escaped = path.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join(".*")}$`);
}
