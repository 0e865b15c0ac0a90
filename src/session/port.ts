/** The session as its statements see it, and the settings as they are now. */
import { authFact } from "../catalog/relations/auth.ts";
import { EngineError } from "../common/error.ts";
import type { Span } from "../common/span.ts";
import { nearestNames } from "../common/suggest.ts";
import type { Value } from "../common/value.ts";
import type { SessionPort } from "../execution/session-port.ts";
import type { Journal } from "./journal.ts";
import type { RequestLog } from "./request-log.ts";
import { settingFacts } from "./setting-facts.ts";
import { rollbackTypes, type Settings } from "./settings.ts";

/** The settings that SET and USE can change. */
type Changeable = Pick<Settings, "defaultProvider" | "maxPages" | "dryRun" | "rollbackType">;

export interface OwnSessionPort extends SessionPort {
  now(): Changeable;
}

interface Rule {
  readonly takes: string;
  /** Undefined where the setting cannot have the value. */
  readonly change: (value: Value) => Partial<Changeable> | undefined;
}

const rules: { readonly [name: string]: Rule | undefined } = {
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
      value === null
        ? { maxPages: undefined }
        : typeof value === "number" && Number.isSafeInteger(value) && value > 0
          ? { maxPages: value }
          : undefined,
  },
  dry_run: {
    takes: "true or false",
    change: (value) => (typeof value === "boolean" ? { dryRun: value } : undefined),
  },
  rollback_type: {
    takes: `one of ${rollbackTypes.join(", ")}; it holds from the next BEGIN on`,
    change: (value) => {
      const rollbackType = rollbackTypes.find((type) => type === value);
      return rollbackType === undefined ? undefined : { rollbackType };
    },
  },
};

export function newSessionPort(settings: Settings, log: RequestLog, journal: Journal): OwnSessionPort {
  let changed: Partial<Changeable> = {};
  return {
    settings: () => settingFacts(settings, changed),
    requests: () => log.requests(),
    journal: () => journal.facts(),
    auth: () => new Map(Object.entries(settings.auth).map(([owner, config]) => [owner, authFact(config)])),
    now: () => ({ ...settings, ...changed }),
    set: (name, value, span) => {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (rule === undefined) throw unchangeable(name, settingFacts(settings), span);
      const change = value === undefined ? undefined : rule.change(value);
      if (change === undefined) throw wrongValue(name, rule, span);
      changed = { ...changed, ...change };
    },
  };
}

function unchangeable(name: string, known: readonly { readonly name: string }[], span: Span): EngineError {
  const isKnown = known.some((setting) => setting.name === name);
  const can = Object.keys(rules);
  const [near] = isKnown ? [] : nearestNames(name, can);
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: isKnown
      ? `SET cannot change ${name}: it is fixed when the session starts`
      : `there is no setting ${name} that SET can change`,
    span,
    hint: `${near === undefined ? "" : `Did you mean ${near}?`} SET changes ${can.join(", ")}; give others as flags. Credentials are given with --auth or variables.`.trim(),
  });
}

function wrongValue(name: string, { takes }: Rule, span: Span): EngineError {
  return new EngineError({
    condition: "configuration_error",
    stage: "bind",
    message: `${name} takes ${takes}`,
    span,
  });
}
