/** What SET and USE can change, and the values that each setting takes. */
import type { Value } from "../common/value.ts";
import { onErrorValues } from "../execution/guards.ts";
import { rollbackTypes, type Settings } from "./settings.ts";

export type Changeable = Pick<
  Settings,
  | "defaultProvider"
  | "maxPages"
  | "dryRun"
  | "rollbackType"
  | "onError"
  | "maxRequests"
  | "maxRows"
  | "statementTimeoutMilliseconds"
>;

export interface SettingRule {
  readonly takes: string;
  /** Undefined where the setting cannot have the value. `opened` is what the session was opened with. */
  readonly change: (value: Value, opened: Settings) => Partial<Changeable> | undefined;
}

/** By the name that `tributary.settings` shows. */
export const settingRules: { readonly [name: string]: SettingRule | undefined } = {
  provider: {
    takes: "the name of a provider, or NULL",
    change: (value) =>
      value === null
        ? { defaultProvider: undefined }
        : typeof value === "string"
          ? { defaultProvider: value }
          : undefined,
  },
  max_pages: {
    takes: "a whole number above 0, or NULL for all pages",
    change: (value) =>
      value === null ? { maxPages: undefined } : isWhole(value) && value > 0 ? { maxPages: value } : undefined,
  },
  dry_run: {
    takes: "true or false",
    change: (value) => (typeof value === "boolean" ? { dryRun: value } : undefined),
  },
  rollback_type: {
    takes: `one of ${rollbackTypes.join(", ")}; it holds from the next BEGIN on`,
    change: (value) => {
      const rollbackType = rollbackTypes.find((type) => type === value);
      return rollbackType && { rollbackType };
    },
  },
  on_error: {
    takes: `one of ${onErrorValues.join(", ")}`,
    change: (value) => {
      const onError = onErrorValues.find((known) => known === value);
      return onError && { onError };
    },
  },
  max_requests: limit("maxRequests", 0),
  max_rows: limit("maxRows", 0),
  statement_timeout_milliseconds: limit("statementTimeoutMilliseconds", 1),
};

/** A limit can be narrowed, never widened beyond what the session was opened with. */
function limit(key: "maxRequests" | "maxRows" | "statementTimeoutMilliseconds", least: number): SettingRule {
  return {
    takes: `a whole number from ${least}, or NULL for no limit, but no more than the session was opened with`,
    change: (value, opened) => {
      const most = opened[key] ?? Infinity;
      if (value === null) return most === Infinity ? { [key]: undefined } : undefined;
      return isWhole(value) && value >= least && value <= most ? { [key]: value } : undefined;
    },
  };
}

function isWhole(value: Value): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
