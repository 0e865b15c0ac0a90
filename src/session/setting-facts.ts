/** The settings of a session as `tributary.settings` shows them: by name, with secrets masked. */
import type { SettingFact } from "../catalog/session-facts.ts";
import { redact } from "../common/redact.ts";
import { type JsonValue, stringifyJson } from "../common/value.ts";
import { networkFacts, withoutUser } from "./network-facts.ts";
import { defaultSettings, type Settings } from "./settings.ts";

/** How a setting is shown. */
export interface Shown<T> {
  /** As SQL names it. */
  readonly name: string;
  readonly description: string;
  /** Undefined where the value may be shown as it is. */
  readonly show?: (value: T) => JsonValue | undefined;
}

type VariableReaders = "environment" | "refreshEnvironment" | "environmentPlace" | "signedIn";

/** Every setting that can be shown: all but the readers of environment variables, and what SHOW CONNECTIONS shows. */
const shown: {
  readonly [K in Exclude<keyof Settings, VariableReaders | "connections">]-?: Shown<Settings[K]>;
} = {
  ...networkFacts,
  auth: {
    name: "auth",
    description: "Credentials given by the user: who has any, and of what type",
    show: (auth) => mapped(auth, ({ type }) => type),
  },
  buildDate: { name: "build_date", description: "When this version was built; NULL where it runs from source" },
  commit: { name: "commit", description: "What this version was built from; NULL where it runs from source" },
  concurrency: { name: "concurrency", description: "Requests in flight per host" },
  defaultProvider: { name: "provider", description: "Lets service.resource stand for provider.service.resource" },
  dryRun: { name: "dry_run", description: "Nothing is sent: writes show their requests, queries their plan" },
  endpoints: {
    name: "endpoints",
    description: "Origins that providers are redirected to",
    show: (endpoints) => mapped(endpoints, withoutUser),
  },
  confirm: { name: "confirm", description: "Many requests are asked about first", show: (ask) => ask !== undefined },
  confirmAbove: { name: "confirm_above", description: "Requests of a statement beyond which it is asked about" },
  fileAccess: { name: "file_access", description: "Statements may read and write files of this machine" },
  maxRequests: { name: "max_requests", description: "Requests of one statement; no limit where NULL" },
  keep: {
    name: "keep",
    description: "Relations whose rows are kept: pattern of names to seconds",
    show: (rules) => Object.fromEntries(rules.map(({ pattern, seconds }) => [pattern, seconds])),
  },
  maxRate: { name: "max_rate", description: "Requests per second and host; no limit where NULL" },
  maxRows: { name: "max_rows", description: "Rows of one statement; all where NULL" },
  onError: {
    name: "on_error",
    description: "What a failing source does: fail the statement, warn, or warn also where rows are kept (partial)",
  },
  requestBudget: { name: "request_budget", description: "Requests of all statements; no limit where NULL" },
  statementTimeoutMilliseconds: {
    name: "statement_timeout_milliseconds",
    description: "How long a statement may take; for ever where NULL",
  },
  sources: { name: "sources", description: "Folders of provider documents that are taken as they stand" },
  store: { name: "store", description: "The file of views and tables; they end with the session where NULL" },
  maxPages: { name: "max_pages", description: "Pages of one call; all where NULL" },
  platform: { name: "platform", description: "Operating system and processor" },
  registryAccess: {
    name: "registry_access",
    description: "How the registry is reached: folders, archives on this machine, whose signatures count",
    show: (access) => access && (JSON.parse(JSON.stringify(access)) as JsonValue),
  },
  registryUrl: {
    name: "registry_url",
    description: "Where REGISTRY PULL finds providers",
    show: (url) => url && withoutUser(url),
  },
  rollbackType: {
    name: "rollback_type",
    description: "nop: COMMIT tells what to undo where it fails; undo: it undoes it; eager: writes go out at once",
  },
  maxTransactionDepth: {
    name: "max_transaction_depth",
    description: "How deep transactions nest; no limit where NULL",
  },
  retries: { name: "retries", description: "Attempts of a request after the first" },
  shippedProviders: { name: "shipped_providers", description: "Folder of the providers that came with the package" },
  userProviders: { name: "user_providers", description: "Folder of the providers that were pulled" },
  version: { name: "version", description: "The version of Tributary" },
};

/** One fact for each setting, by name. `changed` holds settings that a statement of the session set. */
export function settingFacts(settings: Settings, changed: Partial<Settings> = {}): readonly SettingFact[] {
  const now: Partial<Settings> = { ...settings, ...changed };
  const defaults: Partial<Settings> = defaultSettings;
  const facts = (Object.keys(shown) as (keyof typeof shown)[]).map((key): SettingFact => {
    const { name, description, show } = shown[key] as Shown<unknown>;
    const text = (from: Partial<Settings>): string | null => textOf(show === undefined ? from[key] : show(from[key]));
    const [value, initial] = [text(now), key in defaults ? text(defaults) : null];
    const source = key in changed ? "session" : value === initial ? "default" : "given";
    return { name, value, default: initial, source, description };
  });
  return facts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return redact(typeof value === "object" ? stringifyJson(value as JsonValue) : String(value as JsonValue));
}

function mapped<T>(map: { readonly [name: string]: T } | undefined, cell: (value: T) => JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, cell(value)]));
}
