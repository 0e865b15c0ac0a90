/** The pool of connections: keep-alive agents, TLS settings, proxies. One per connector. */
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import tls from "node:tls";
import { rememberSecret } from "../../common/redact.ts";
import { requestFailure } from "../failure.ts";
import { proxyFor, type ProxySettings } from "./proxy.ts";

export interface SocketOptions extends ProxySettings {
  readonly caBundle?: string | undefined;
  readonly allowInsecureTls: boolean;
}

/** How a request travels. */
export interface Route {
  readonly agent: http.Agent;
  readonly tls: TlsOptions;
  /** Origin of the proxy in use. */
  readonly proxy?: string | undefined;
}

interface TlsOptions {
  readonly ca?: string[];
  readonly rejectUnauthorized?: boolean;
  readonly checkServerIdentity?: typeof tls.checkServerIdentity;
}

const agentOptions = { keepAlive: true, scheduling: "lifo" } as const;

export class Sockets {
  readonly #options: SocketOptions;
  /** Made when a URL asks for one: TLS takes milliseconds to load, which a query without requests need not wait for. */
  #http: http.Agent | undefined;
  #https: https.Agent | undefined;
  readonly #proxied = new Map<string, http.Agent>();
  #tls: Promise<TlsOptions> | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /** How to reach a URL. Throws `configuration_error` where the proxy or the CA bundle is unusable. */
  async routeTo(url: URL): Promise<Route> {
    const proxy = proxyFor(url, this.#options);
    const tlsOptions = url.protocol === "https:" || proxy?.protocol === "https:" ? await this.#tlsOptions() : {};
    if (proxy === undefined) return { agent: this.#agentFor(url), tls: tlsOptions };
    const agent = await this.#proxyAgent(url, proxy, tlsOptions);
    return { agent, tls: { ...tlsOptions, ...identityCheck(url) }, proxy: proxy.origin };
  }

  /** Destroys every socket, also those in use. */
  close(): void {
    for (const agent of [this.#http, this.#https, ...this.#proxied.values()]) agent?.destroy();
  }

  #agentFor(url: URL): http.Agent {
    return url.protocol === "https:"
      ? (this.#https ??= new https.Agent(agentOptions))
      : (this.#http ??= new http.Agent(agentOptions));
  }

  async #proxyAgent(url: URL, proxy: URL, tlsOptions: TlsOptions): Promise<http.Agent> {
    const key = `${url.protocol} ${proxy.href}`;
    const known = this.#proxied.get(key);
    if (known !== undefined) return known;
    if (proxy.password !== "") rememberSecret(decodeURIComponent(proxy.password));
    const options = { ...agentOptions, ...tlsOptions };
    const made =
      url.protocol === "https:"
        ? new (await import("https-proxy-agent")).HttpsProxyAgent(proxy, options)
        : new (await import("http-proxy-agent")).HttpProxyAgent(proxy, options);
    const raced = this.#proxied.get(key);
    if (raced !== undefined) return raced;
    this.#proxied.set(key, made);
    return made;
  }

  #tlsOptions(): Promise<TlsOptions> {
    return (this.#tls ??= readTlsOptions(this.#options));
  }
}

/** Inside a tunnel the name of a server that is called by its address is lost, and "localhost" checked in its place. */
function identityCheck(url: URL): TlsOptions {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? {} : { checkServerIdentity: (_name, peer) => tls.checkServerIdentity(host, peer) };
}

/** Naming any authority replaces the built-in ones, hence both. */
async function readTlsOptions({ caBundle, allowInsecureTls }: SocketOptions): Promise<TlsOptions> {
  const trust = allowInsecureTls ? { rejectUnauthorized: false } : {};
  if (caBundle === undefined) return trust;
  return { ...trust, ca: [...tls.rootCertificates, await readBundle(caBundle)] };
}

async function readBundle(path: string): Promise<string> {
  const pem = await readFile(path, "utf8").catch((cause: unknown) => {
    throw requestFailure("configuration_error", `the CA bundle ${path} cannot be read`, {
      hint: "Give the path of a PEM file with --tls.CABundle.",
      cause,
    });
  });
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  throw requestFailure("configuration_error", `the CA bundle ${path} holds no certificate in PEM format`);
}
