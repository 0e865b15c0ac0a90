/** How failed calls are repeated. Source: `config.retry`, nearest level first. */
import type { Retry } from "../model.ts";
import { isObject, listAt, memberOf, optional, textsAt, type JsonObject } from "./json.ts";

/** What no document may ask for more of: an API that fails is not to be flooded. */
const mostAttempts = 20;

/** Undefined where no level has the block. What it leaves out, or gives in a form that makes no sense, is as usual. */
export function retryOf(configs: readonly unknown[]): Retry | undefined {
  const block = configs.map((config) => memberOf(config, "retry")).find(isObject);
  if (block === undefined) return undefined;
  const attempts = numberAt(block, "max_attempts", 1);
  const jitter = numberAt(block, "jitter_fraction", 0);
  return {
    ...optional("attempts", attempts && Math.min(mostAttempts, Math.trunc(attempts))),
    ...optional("firstDelayMilliseconds", numberAt(block, "initial_delay_ms", 0)),
    ...optional("longestDelayMilliseconds", numberAt(block, "max_delay_ms", 0)),
    ...optional("growth", numberAt(block, "multiplier", 1)),
    ...optional("jitter", jitter === undefined ? undefined : Math.min(1, jitter)),
    ...optional(
      "methods",
      textsAt(block, "retryable_methods")?.map((name) => name.toUpperCase()),
    ),
    ...optional("statuses", statusesOf(memberOf(block, "retryable_conditions"))),
  };
}

function numberAt(block: JsonObject, key: string, least: number): number | undefined {
  const value = memberOf(block, key);
  return typeof value === "number" && Number.isFinite(value) && value >= least ? value : undefined;
}

/** Only failures: who repeats what succeeded does it twice. */
function statusesOf(conditions: unknown): readonly number[] | undefined {
  const statuses = listAt(conditions, "status_codes").map(Number);
  const failures = statuses.filter((status) => Number.isInteger(status) && status >= 400 && status <= 599);
  return failures.length === 0 ? undefined : failures;
}
