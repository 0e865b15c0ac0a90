/** The way to the servers: certificates, proxies, and the names of the hosts that are used. */
import { lookup } from "node:dns/promises";
import { fixedServerOf } from "../../catalog/fixed-server.ts";
import { openCatalog } from "../../catalog/store/open.ts";
import { defaultRegistryUrl } from "../../catalog/registry/registry.ts";
import { proxyFor } from "../../connector/transport/proxy.ts";
import { readTlsOptions } from "../../connector/transport/tls.ts";
import { withoutUser } from "../../session/network-facts.ts";
import type { Settings } from "../../session/settings.ts";
import { type Examined, failed, type Finding } from "./finding.ts";

const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] as const;

/** `providers` are those whose hosts matter. */
export async function checkNetwork({ settings }: Examined, providers: readonly string[]): Promise<readonly Finding[]> {
  const urls = await urlsOf(settings, providers);
  const hosts = settings.offline === true ? [notLooked] : await Promise.all(urls.map((url) => hostOf(url, settings)));
  return [await certificatesOf(settings), ...proxiesOf(settings), ...once(hosts)];
}

const notLooked: Finding = { check: "hosts", status: "ok", detail: "not looked up: offline" };

async function certificatesOf(settings: Settings): Promise<Finding> {
  const check = "certificates";
  if (settings.allowInsecureTls) {
    const remedy = "Name the authority with --tls.CABundle in place of --tls.allowInsecure.";
    return { check, status: "warning", detail: "any certificate is accepted", remedy };
  }
  try {
    const { secureContext } = await readTlsOptions(settings);
    const named = [settings.caBundle, settings.certificate].filter((path) => path !== undefined);
    const own = named.length === 0 ? "those of Node.js and of the variables" : named.join(", ");
    return { check, status: "ok", detail: secureContext === undefined ? "those of Node.js" : own };
  } catch (error) {
    return failed(check, error);
  }
}

/** The proxies that are named, without their passwords. */
function proxiesOf(settings: Settings): readonly Finding[] {
  if (settings.proxy !== undefined) return [proxyFinding("proxy", settings.proxy, settings)];
  const named = proxyVariables.flatMap((name) => {
    const value = settings.environment(name.toLowerCase()) ?? settings.environment(name);
    return value === undefined ? [] : [proxyFinding(`proxy ${name}`, value, settings)];
  });
  return named.length === 0 ? [{ check: "proxy", status: "ok", detail: "none" }] : named;
}

function proxyFinding(check: string, address: string, { environment }: Settings): Finding {
  try {
    const url = proxyFor(new URL("https://proxied.invalid"), { environment, proxy: address });
    const none = (environment("no_proxy") ?? environment("NO_PROXY") ?? "").trim();
    const except = none === "" ? "" : `, but for ${none}`;
    return { check, status: "ok", detail: url === undefined ? "none" : `${withoutUser(url.href)}${except}` };
  } catch (error) {
    return failed(check, error);
  }
}

/** A host is asked for by the proxy where there is one: then its own name is the one to know. */
async function hostOf(url: URL, settings: Settings): Promise<Finding> {
  let host = url.hostname;
  try {
    const proxy = proxyFor(url, settings);
    host = (proxy ?? url).hostname.replace(/^\[|\]$/g, "");
    const { address } = await lookup(host);
    return { check: `host ${host}`, status: "ok", detail: address };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) return failed(`host ${host}`, error);
    return {
      check: `host ${host}`,
      status: "failure",
      detail: `its address cannot be found: ${code}`,
      remedy: "Check the name, the connection to the network, and whether a proxy is needed (HTTPS_PROXY).",
    };
  }
}

function once(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.check, finding])).values()];
}

/** Of the registry, and one of each provider. */
async function urlsOf(settings: Settings, providers: readonly string[]): Promise<readonly URL[]> {
  const { shippedProviders, userProviders, endpoints } = settings;
  const catalog = openCatalog({ shippedDirectory: shippedProviders, userDirectory: userProviders });
  const origins = providers.map(async (name): Promise<string | undefined> => {
    if (endpoints[name] !== undefined) return endpoints[name];
    const summaries = (await catalog.provider(name).catch(() => undefined))?.services ?? [];
    for (const { name: service } of summaries.slice(0, 3)) {
      const found = await catalog.service(name, service).catch(() => undefined);
      const fixed = found && fixedServerOf(found);
      if (fixed !== undefined) return fixed;
    }
    return undefined;
  });
  const found = [settings.registryUrl ?? defaultRegistryUrl, ...(await Promise.all(origins))];
  return found.flatMap((text) => (text !== undefined && /^https?:/.test(text) ? [new URL(text)] : []));
}
