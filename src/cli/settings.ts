/** Flags → settings of the session, checked once. */
import { join } from "node:path";
import { authMistake } from "../catalog/compile/auth.ts";
import type { AuthConfig } from "../catalog/model.ts";
import { rememberSecrets } from "../catalog/secrets.ts";
import { rememberSecret } from "../common/redact.ts";
import { distFolder, stateFolder } from "../paths.ts";
import { isHttpUrl } from "../common/http-url.ts";
import { onErrorValues } from "../execution/guards.ts";
import { defaultSettings, type Settings } from "../session/settings.ts";
import { connectionsOf } from "./connections-file.ts";
import { build, version } from "../version.ts";
import type { FlagValues } from "./flags.ts";
import { keepRule, namespaceRules } from "./keep-rules.ts";
import { networkSettings } from "./network-flags.ts";
import { registrySettings } from "./registry-flag.ts";
import { splitOnce } from "./read-arguments.ts";
import type { CommandLine } from "./read-flags.ts";
import { transactionSettings } from "./transaction-flags.ts";
import { usage } from "./usage.ts";

/** Variables whose addresses may hold a password. */
const addressVariables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/** What "no limit" of parallel requests amounts to. */
const noLimit = 10_000;

/** Throws `configuration_error` naming the flag that cannot be obeyed. */
export function settingsOf({ flags, ...readers }: Omit<CommandLine, "positionals">): Settings {
  const { environment } = readers;
  const concurrency = flags["execution.concurrency.limit"];
  if (concurrency === 0) throw usage("--execution.concurrency.limit is at least 1, or negative for no limit");
  const pageLimit = flags["http.response.pageLimit"];
  for (const name of addressVariables) rememberUserInfo(environment(name) ?? "");
  rememberUserInfo(flags.registry ?? "");
  const approot = flags.approot ?? stateFolder(environment);
  return {
    ...defaultSettings,
    shippedProviders: join(distFolder(), "providers"),
    userProviders: join(approot, "providers"),
    ...registrySettings(flags.registry, approot, jsonObject),
    sources: flags.source,
    defaultProvider: flags.provider,
    auth: authMap(flags.auth),
    endpoints: endpointMap(flags.endpoint),
    connections: connectionsOf(flags.connections, environment),
    environment,
    refreshEnvironment: readers.refreshEnvironment,
    environmentPlace: readers.environmentPlace,
    concurrency: concurrency < 0 ? noLimit : concurrency,
    retries: Math.max(0, flags["http.retries"]),
    maxPages: pageLimit === undefined || pageLimit <= 0 ? undefined : pageLimit,
    ...networkSettings(flags),
    dryRun: flags.dryrun,
    maxRequests: limitOf(flags, "max-requests"),
    maxRows: limitOf(flags, "max-rows"),
    statementTimeoutMilliseconds: timeoutOf(flags),
    onError: onErrorValues.find((known) => known === flags["on-error"]) ?? "fail",
    requestBudget: limitOf(flags, "request-budget"),
    maxRate: rateOf(flags),
    keep: [...flags.keep.map(keepRule), ...namespaceRules(jsonObject("namespaces", flags.namespaces || "{}"))],
    store: flags.store,
    ...transactionSettings(flags, jsonObject),
    fileAccess: true,
    ...build,
    version,
  };
}

function limitOf(flags: FlagValues, name: "max-requests" | "max-rows" | "request-budget"): number | undefined {
  const limit = flags[name];
  if (limit !== undefined && limit < 0) throw usage(`--${name} is at least 0, not ${limit}`);
  return limit;
}

function rateOf(flags: FlagValues): number | undefined {
  const rate = flags["max-rate"];
  if (rate !== undefined && rate < 1) throw usage(`--max-rate is at least 1, not ${rate}`);
  return rate;
}

function timeoutOf(flags: FlagValues): number | undefined {
  const seconds = flags["statement-timeout"] ?? 0;
  if (seconds < 0) throw usage(`--statement-timeout is at least 0, not ${seconds}`);
  return seconds === 0 ? undefined : seconds * 1000;
}

function authMap(text: string | undefined): Settings["auth"] {
  if (text === undefined) return {};
  const map = jsonObject("auth", text);
  for (const [provider, config] of Object.entries(map)) {
    if (typeof config !== "object" || config === null || typeof (config as AuthConfig).type !== "string") {
      throw usage(`--auth needs an object with a "type" for ${provider}`);
    }
    const mistake = authMistake({ ...config });
    if (mistake !== undefined) throw usage(`--auth of ${provider}: ${mistake}`);
    rememberSecrets(config as AuthConfig);
  }
  return map as Settings["auth"];
}

function jsonObject(flag: string, text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as { readonly [name: string]: unknown };
  } catch {
    // The text may hold secrets: the parser's message, which quotes it, is left out.
    throw usage(`--${flag} is no valid JSON`);
  }
  throw usage(`--${flag} needs a JSON object`);
}

function endpointMap(pairs: readonly string[]): Settings["endpoints"] {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [provider, url = ""] = splitOnce(pair);
      rememberUserInfo(url);
      if (!/^\w+$/.test(provider) || !isHttpUrl(url)) {
        throw usage("--endpoint takes PROVIDER=URL", "For example: --endpoint confluent=http://127.0.0.1:8080");
      }
      return [provider, url] as const;
    }),
  );
}

/** The password of `https://user:password@host`, which people put into addresses that are then shown. */
function rememberUserInfo(url: string): void {
  const written = /:\/\/[^/?#@]*?:([^/?#@]*)@/.exec(url)?.[1] ?? "";
  const parsed = URL.canParse(url) ? new URL(url).password : "";
  for (const password of new Set([written, parsed, decoded(written)])) rememberSecret(password);
}

/** As it is where its percent signs are no escapes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
