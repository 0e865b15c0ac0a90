/** `--session` and `--acid`: what becomes of writes in transactions, in the JSON that the incumbent takes. */
import { didYouMean } from "../common/suggest.ts";
import { rollbackTypes, type Settings } from "../session/settings.ts";
import type { FlagValues } from "./flags.ts";
import { usage } from "./usage.ts";

type TransactionSettings = Pick<Settings, "rollbackType" | "maxTransactionDepth">;
type JsonObject = { readonly [name: string]: unknown };

/** Throws `configuration_error` naming the flag and the key that cannot be obeyed. */
export function transactionSettings(
  flags: Pick<FlagValues, "session" | "acid">,
  jsonObject: (flag: string, text: string) => JsonObject,
): TransactionSettings {
  const read = (flag: "session" | "acid", keys: readonly string[]): JsonObject => {
    const object = jsonObject(flag, flags[flag] ?? "{}");
    const unknown = Object.keys(object).find((key) => !keys.includes(key));
    if (unknown === undefined) return object;
    throw usage(`--${flag} has no ${unknown}`, didYouMean(unknown, keys));
  };
  // APIs isolate nothing, so that every level is as good as another.
  const { rollback_type: wanted = "nop" } = read("session", ["rollback_type", "isolation_level"]);
  const rollbackType = rollbackTypes.find((type) => type === wanted);
  if (rollbackType === undefined) throw usage(`rollback_type of --session is one of ${rollbackTypes.join(", ")}`);
  const { maxTransactionDepth: depth = -1 } = read("acid", ["maxTransactionDepth"]);
  if (typeof depth !== "number" || !Number.isInteger(depth) || depth === 0) {
    throw usage("maxTransactionDepth of --acid is a whole number; -1 is no limit");
  }
  return { rollbackType, maxTransactionDepth: depth < 0 ? undefined : depth };
}
