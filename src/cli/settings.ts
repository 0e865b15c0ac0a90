/** Flags → settings of the session, checked once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AuthConfig } from "../catalog/model.ts";
import { EngineError } from "../common/error.ts";
import { rememberSecret } from "../common/redact.ts";
import { defaultSettings, type Settings } from "../session/settings.ts";
import type { FlagValues } from "./flags.ts";
import { distFolder, stateFolder } from "./paths.ts";
import { lineEntries } from "./read-flags.ts";
import { version } from "./version.ts";

/** What "no limit" of parallel requests amounts to. */
const noLimit = 10_000;

/** Throws `configuration_error` naming the flag that cannot be obeyed. */
export function settingsOf(flags: FlagValues): Settings {
  const environment = environmentReader(flags["env.file"]);
  const concurrency = flags["execution.concurrency.limit"];
  if (concurrency === 0) throw refused("execution.concurrency.limit", "is at least 1, or negative for no limit");
  const pageLimit = flags["http.response.pageLimit"];
  return {
    ...defaultSettings,
    shippedProviders: join(distFolder(), "providers"),
    userProviders: join(flags.approot ?? stateFolder(environment), "providers"),
    registryUrl: registryUrl(flags.registry),
    defaultProvider: flags.provider,
    auth: authMap(flags.auth),
    endpoints: endpointMap(flags.endpoint),
    environment,
    concurrency: concurrency < 0 ? noLimit : concurrency,
    timeoutMilliseconds: Math.max(0, flags.apirequesttimeout) * 1000,
    retries: Math.max(0, flags["http.retries"]),
    maxPages: pageLimit === undefined || pageLimit <= 0 ? undefined : pageLimit,
    proxy: proxyUrl(flags),
    caBundle: flags["tls.CABundle"],
    allowInsecureTls: flags["tls.allowInsecure"],
    dryRun: flags.dryrun,
    version,
  };
}

function refused(flag: string, why: string, cause?: unknown): EngineError {
  return new EngineError({ condition: "configuration_error", stage: "config", message: `--${flag} ${why}`, cause });
}

function environmentReader(file: string | undefined): (name: string) => string | undefined {
  if (file === undefined) return (name) => process.env[name];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw refused("env.file", `names ${file}, which cannot be read`, cause);
  }
  const entries = new Map(lineEntries(text));
  return (name) => entries.get(name) ?? process.env[name];
}

function registryUrl(text: string | undefined): string | undefined {
  if (text === undefined || !text.trimStart().startsWith("{")) return text;
  const { url } = jsonObject("registry", text);
  if (typeof url === "string") return url;
  throw refused("registry", "needs a url in its JSON");
}

function authMap(text: string | undefined): Settings["auth"] {
  if (text === undefined || text === "") return {};
  const map = jsonObject("auth", text);
  for (const [provider, config] of Object.entries(map)) {
    if (typeof config !== "object" || config === null || typeof (config as AuthConfig).type !== "string") {
      throw refused("auth", `needs an object with a "type" for ${provider}`);
    }
    rememberSecrets(config as AuthConfig);
  }
  return map as Settings["auth"];
}

/** What the map holds in clear must not come out again. */
function rememberSecrets(config: AuthConfig): void {
  for (const secret of [config.password, config.api_key, config.api_secret, config.client_secret]) {
    if (secret !== undefined) rememberSecret(secret);
  }
  if (config.successor !== undefined) rememberSecrets(config.successor);
}

function jsonObject(flag: string, text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as { readonly [name: string]: unknown };
  } catch {
    // The text may hold secrets: the parser's message, which quotes it, is left out.
    throw refused(flag, "is no valid JSON");
  }
  throw refused(flag, "needs a JSON object");
}

function endpointMap(pairs: readonly string[]): Settings["endpoints"] {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [provider = "", url = ""] = splitOnce(pair, "=");
      if (!/^[A-Za-z0-9_]+$/.test(provider) || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw refused("endpoint", `takes PROVIDER=URL, such as confluent=http://127.0.0.1:8080, not ${pair}`);
      }
      return [provider, url] as const;
    }),
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function proxyUrl(flags: FlagValues): string | undefined {
  const host = flags["http.proxy.host"];
  if (host === undefined || host === "") return undefined;
  const url = new URL(`${flags["http.proxy.scheme"]}://${host}`);
  const port = flags["http.proxy.port"];
  if (port !== undefined && port > 0) url.port = String(port);
  url.username = flags["http.proxy.user"] ?? "";
  url.password = flags["http.proxy.password"] ?? "";
  return url.href;
}
