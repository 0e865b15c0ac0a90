/**
 * Which proxy, if any, a URL goes through, by the customary variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
 * They are read from the connector's environment, which includes the env file, hence not by a package that knows
 * only `process.env`.
 */
import net, { isIP } from "node:net";
import { rememberSecret } from "../../common/redact.ts";
import { requestFailure } from "../failure.ts";
import { percentDecode } from "../percent.ts";

export interface ProxySettings {
  readonly environment: (name: string) => string | undefined;
  /** Used for everything, whatever the variables say; empty: no proxy is. */
  readonly proxy?: string | undefined;
}

/** They tell a machine of itself and its credentials: a proxy would ask on its own behalf. */
const metadataHosts = new Set(["169.254.169.254", "169.254.170.2", "[fd00:ec2::254]", "metadata.google.internal"]);

/**
 * The proxy's URL, or undefined for a direct connection. User and password in it are percent-encoded, and the password
 * is remembered for redaction. Throws `configuration_error` where it is no http(s) URL.
 */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  if (metadataHosts.has(url.hostname) || settings.proxy === "") return undefined;
  if (settings.proxy !== undefined) return parseProxy(settings.proxy, "the configured proxy");
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
  const url = urlOf(text.includes("://") ? text : `http://${text}`);
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return withCredentials(url);
  throw requestFailure("configuration_error", `${source} is not the URL of an HTTP proxy`, {
    hint: "Write it as http://host:port or http://user:password@host:port, with special characters percent-encoded; SOCKS proxies are not supported.",
  });
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A `%` that encodes nothing stands for itself, as with curl. */
function withCredentials(url: URL): URL {
  const [user, password] = [percentDecode(url.username), percentDecode(url.password)];
  if (password !== "") {
    const pair = Buffer.from(`${user}:${password}`).toString("base64");
    for (const secret of [url.password, password, encodeURIComponent(password), pair]) rememberSecret(secret);
  }
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url;
}

/** An entry of NO_PROXY: `*`, an address, a network in CIDR form, a host, or a domain with or without leading `.` or `*.`. */
function isExempt(url: URL, entry: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const { name, port } = entryOf(entry.toLowerCase());
  if (port !== undefined && port !== portOf(url)) return false;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (name.includes("/")) return isInNetwork(host, name);
  if (isIP(host) !== 0) return isInNetwork(host, `${name}/${isIP(name) === 6 ? 128 : 32}`);
  const domain = name.replace(/^\*?\./, "").replace(/\.$/, "");
  return host === domain || host.endsWith(`.${domain}`);
}

/** A port stands behind the one colon of a name, or behind the brackets of an IPv6 address. */
function entryOf(entry: string): { readonly name: string; readonly port: string | undefined } {
  const [, bracketed, plain = entry, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  return { name: bracketed ?? plain, port };
}

function isInNetwork(host: string, network: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const [own, family] = [isIP(host), isIP(address)];
  if (own === 0 || family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const list = new net.BlockList();
  list.addSubnet(address, Number(bits), family === 6 ? "ipv6" : "ipv4");
  return list.check(host, own === 6 ? "ipv6" : "ipv4");
}

function portOf(url: URL): string {
  if (url.port !== "") return url.port;
  return url.protocol === "https:" ? "443" : "80";
}
