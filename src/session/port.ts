/** The session as its statements see it. */
import type { SessionPort } from "../execution/session-port.ts";
import type { RequestLog } from "./request-log.ts";
import { settingFacts } from "./setting-facts.ts";
import type { Settings } from "./settings.ts";

export function newSessionPort(settings: Settings, log: RequestLog): SessionPort {
  let changed: Partial<Settings> = {};
  return {
    settings: () => settingFacts(settings, changed),
    requests: () => log.requests(),
    defaultProvider: () => changed.defaultProvider ?? settings.defaultProvider,
    use: (provider) => {
      changed = { ...changed, defaultProvider: provider };
    },
  };
}
