/**
 * Which proxy, if any, a URL goes through, by the customary variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
 * They are read from the connector's environment, which includes the env file, hence not by a package that knows
 * only `process.env`.
 */
import { requestFailure } from "../failure.ts";

export interface ProxySettings {
  readonly environment: (name: string) => string | undefined;
  /** Used for everything, whatever the variables say. */
  readonly proxy?: string | undefined;
}

/** They tell a machine of itself and its credentials: a proxy would ask on its own behalf. */
const metadataHosts = new Set(["169.254.169.254", "169.254.170.2", "[fd00:ec2::254]", "metadata.google.internal"]);

/** The proxy's URL, or undefined for a direct connection. Throws `configuration_error` where it is no http(s) URL. */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  if (metadataHosts.has(url.hostname)) return undefined;
  if (settings.proxy !== undefined && settings.proxy !== "") return parseProxy(settings.proxy, "the configured proxy");
  const scheme = url.protocol.slice(0, -1);
  for (const name of [`${scheme}_proxy`, "all_proxy"]) {
    const value = variable(settings, name);
    if (value === undefined) continue;
    const exempt = (variable(settings, "no_proxy") ?? "").split(/[\s,]+/).some((entry) => isExempt(url, entry));
    return exempt ? undefined : parseProxy(value, name.toUpperCase());
  }
  return undefined;
}

/** Lower case wins, as with curl; empty means unset. */
function variable({ environment }: ProxySettings, name: string): string | undefined {
  return [environment(name), environment(name.toUpperCase())].find((value) => value !== undefined && value !== "");
}

function parseProxy(text: string, source: string): URL {
  const url = URL.canParse(text) && text.includes("://") ? new URL(text) : urlOrUndefined(`http://${text}`);
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw requestFailure("configuration_error", `${source} is not the URL of an HTTP proxy`, {
    hint: "Write it as http://host:port; SOCKS proxies are not supported.",
  });
}

function urlOrUndefined(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** An entry of NO_PROXY: `*`, a host, a domain with or without leading `.` or `*.`, each with an optional port. */
function isExempt(url: URL, entry: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  const domain = name.replace(/^\*?\./, "");
  return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
}

function portOf(url: URL): string {
  if (url.port !== "") return url.port;
  return url.protocol === "https:" ? "443" : "80";
}
