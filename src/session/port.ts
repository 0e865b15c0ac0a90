/** The session as its statements see it, and the settings as they are now. */
import { authFact } from "../catalog/relations/auth.ts";
import type { AuthConfig } from "../catalog/model.ts";
import { EngineError } from "../common/error.ts";
import type { Span } from "../common/span.ts";
import { nearestNames } from "../common/suggest.ts";
import type { Databases } from "../execution/databases/attached.ts";
import type { SessionPort } from "../execution/session-port.ts";
import type { Sources } from "../execution/sources.ts";
import type { Journal } from "./journal.ts";
import type { RequestLog } from "./request-log.ts";
import { settingFacts } from "./setting-facts.ts";
import { type Changeable, type SettingRule, settingRules } from "./setting-rules.ts";
import type { Settings } from "./settings.ts";

/** What the port of a session cannot tell before its engine is there. */
export type StoredFacts = Pick<SessionPort, "stored" | "columnsOf" | "kept">;

export interface OwnSessionPort extends Omit<SessionPort, keyof StoredFacts> {
  /** The settings as they are now. */
  now(): Settings;
  /** Keeps the sources of a statement that ended. */
  remember(sources: Sources): void;
}

/** What the port tells of, beside the settings. */
export interface SessionLogs {
  readonly log: RequestLog;
  readonly journal: Journal;
  readonly databases?: Databases | undefined;
}

export function newSessionPort(settings: Settings, { log, journal, databases }: SessionLogs): OwnSessionPort {
  let changed: Partial<Changeable> = {};
  let sources: Sources | undefined;
  return {
    settings: () => settingFacts(settings, changed),
    databases: () => databases?.facts() ?? [],
    requests: () => log.requests(),
    sources: () => sources?.outcomes() ?? [],
    remember: (latest) => void (sources = latest),
    journal: () => journal.facts(),
    auth: () => {
      const given = Object.entries({ ...settings.auth, ...settings.signedIn });
      return new Map(given.map(([owner, config]) => [owner, authFact(config)]));
    },
    signIn: (provider, auth, span) => changeAuth(settings, provider, auth, span),
    now: () => ({ ...settings, ...changed }),
    set: (name, value, span) => {
      const rule = Object.hasOwn(settingRules, name) ? settingRules[name] : undefined;
      if (rule === undefined) throw unchangeable(name, settingFacts(settings), span);
      const change = value === undefined ? undefined : rule.change(value, settings);
      if (change === undefined) throw wrongValue(name, rule, span);
      changed = { ...changed, ...change };
    },
  };
}

function unchangeable(name: string, known: readonly { readonly name: string }[], span: Span): EngineError {
  const isKnown = known.some((setting) => setting.name === name);
  const can = Object.keys(settingRules);
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

function wrongValue(name: string, { takes }: SettingRule, span: Span): EngineError {
  return new EngineError({
    condition: "configuration_error",
    stage: "bind",
    message: `${name} takes ${takes}`,
    span,
  });
}

// oxlint-disable-next-line max-params -- the port's three, and whose port it is
function changeAuth(
  { signedIn = {}, fileAccess }: Settings,
  provider: string,
  own: AuthConfig | undefined,
  span: Span,
): boolean {
  if (own?.credentialsfilepath !== undefined && !fileAccess) {
    throw new EngineError({
      condition: "file_access_denied",
      stage: "bind",
      message: "statements of this session may not name files of credentials",
      span,
      hint: "Give the credentials to the one who runs the session: as variables, or with --auth.",
    });
  }
  const map = signedIn as { [owner: string]: AuthConfig };
  const had = Object.hasOwn(map, provider);
  if (own === undefined) delete map[provider];
  else map[provider] = own;
  return had;
}
