/** A pool of connections: keep-alive agents, TLS settings, proxies. */
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import tls from "node:tls";
import { type Reach, refuseSockets } from "./offline.ts";
import { proxyFor, type ProxySettings } from "./proxy.ts";
import { readTlsOptions, type TlsOptions, type TlsSettings } from "./tls.ts";

export type SocketOptions = ProxySettings & TlsSettings & Reach;

/** How a request travels. */
export interface Route {
  readonly agent: http.Agent;
  readonly tls: TlsOptions;
  /** Origin of the proxy in use. */
  readonly proxy?: string | undefined;
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

  /**
   * How to reach a URL. Throws `configuration_error` where the proxy, a certificate or a key is unusable, and
   * `network_access_denied` where no socket may be opened: every request passes here before it has one.
   */
  async routeTo(url: URL): Promise<Route> {
    refuseSockets(url.host, this.#options);
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
