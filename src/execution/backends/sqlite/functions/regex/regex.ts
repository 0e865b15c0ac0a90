/**
 * Regular expressions that cannot hang. RegExp matches wherever the pattern and the length of the text show that it is
 * quick; else it gets a moment, and what takes longer is matched in linear time. Patterns that look around or refer
 * back cannot be: those fail.
 */
import { type Context, createContext, Script } from "node:vm";
import { EngineError } from "../../../../../common/error.ts";
import { type Cost, costOf } from "./cost.ts";
import { compile, type Program } from "./linear.ts";
import { LinearRegExp } from "./linear-regexp.ts";
import { parseRegex } from "./tree.ts";

/** A pattern with the flags of JavaScript, and what is called before a match goes on for long, which may throw. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly checkTime: () => void;
}

/** Steps that take no time to speak of; that are over in about half a second at worst. */
const [quick, bearable] = [10_000, 100_000_000];

/** What RegExp gets where it may take longer. */
const patienceMilliseconds = 100;

interface Compiled {
  readonly regex: RegExp;
  /** Told when it is needed first. */
  cost?: Cost;
  program?: Program | "none";
  /** RegExp has taken too long once. */
  isSlow: boolean;
}

/**
 * What `work` makes of a text with the expression. It may be called twice, with expressions that match the same. Throws
 * `invalid_parameter_value` where the pattern is none, `data_exception` where it takes too long.
 */
export function withRegex<T>(pattern: Pattern, text: string, work: (regex: RegExp) => T): T {
  const compiled = compiledFor(pattern);
  const { regex } = compiled;
  regex.lastIndex = 0;
  const steps = stepsFor(compiled, pattern, text.length);
  if (steps <= quick) return work(regex);
  const result = steps <= bearable && !compiled.isSlow ? work(regex) : patiently(compiled, pattern, work);
  pattern.checkTime();
  return result;
}

function stepsFor(compiled: Compiled, { source, flags }: Pattern, length: number): number {
  if (length < 10) return 0;
  const { power, factor } = (compiled.cost ??= costOf(parseRegex(source), source, flags));
  return power === Infinity ? 2 ** length : factor * length ** power;
}

/** With RegExp for a moment, then in linear time; at once where RegExp has been too slow before. */
function patiently<T>(compiled: Compiled, pattern: Pattern, work: (regex: RegExp) => T): T {
  const { regex } = compiled;
  const program = (compiled.program ??= compile(parseRegex(pattern.source), regex.flags) ?? "none");
  if (!compiled.isSlow || program === "none") {
    const done = withinPatience(() => work(regex));
    if (done !== undefined) return done.result;
    compiled.isSlow = true;
    pattern.checkTime();
  }
  if (program === "none") throw tooSlow(pattern.source);
  return work(new LinearRegExp(regex, program, pattern.checkTime));
}

/** Made at its first use: most queries need none. */
let stoppable: { readonly context: Context; readonly script: Script } | undefined;

/** The result, or undefined where it takes too long: within a context of its own, code can be stopped. */
function withinPatience<T>(work: () => T): { readonly result: T } | undefined {
  let result: { readonly result: T } | undefined;
  const { context, script } = (stoppable ??= { context: createContext(), script: new Script("work()") });
  context["work"] = () => {
    result = { result: work() };
  };
  try {
    script.runInContext(context, { timeout: patienceMilliseconds });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return undefined;
  }
  return result;
}

const expressions = new Map<string, Compiled>();
let last: { readonly source: string; readonly flags: string; readonly compiled: Compiled } | undefined;

/** A compiled pattern; the last few hundred are kept. Most queries have one: it is found without a look at them. */
function compiledFor({ source, flags }: Pattern): Compiled {
  if (last?.source === source && last.flags === flags) return last.compiled;
  const key = `${flags}/${source}`;
  let compiled = expressions.get(key);
  if (compiled === undefined) {
    compiled = { regex: regexOf(source, flags), isSlow: false };
    if (expressions.size > 500) expressions.clear();
    expressions.set(key, compiled);
  }
  last = { source, flags, compiled };
  return compiled;
}

function regexOf(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `u${flags}`);
  } catch (cause) {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "execute",
      message: `${source.slice(0, 200)} is no regular expression`,
      hint: "Patterns are those of JavaScript with the u flag.",
      cause,
    });
  }
}

function tooSlow(source: string): EngineError {
  return new EngineError({
    condition: "data_exception",
    stage: "execute",
    message: `the regular expression ${source.slice(0, 200)} takes too long`,
    hint: "Write it without looking around and back references, or so that repeated parts cannot match the same text.",
  });
}
