/** The innermost layer: one request over node:http or node:https, read to its end. */
import http from "node:http";
import https from "node:https";
import { EngineError } from "../../common/error.ts";
import { canceled, requestFailure, throwIfCanceled } from "../failure.ts";
import { decodeBody } from "./decode.ts";
import { bytesOf, withHeaders, withQuery, type HttpRequest, type HttpResponse, type Send } from "./message.ts";
import { connectionFailed, timedOut } from "./network-failure.ts";
import type { Route, Sockets } from "./sockets.ts";

/** More than this cannot become one string of JSON text. */
const largestBody = 512 * 1024 * 1024;

/**
 * Sends requests through the pool. Throws `connection_failed`, `upstream_timeout`, `upstream_bad_response` where the
 * body cannot be decoded, `query_canceled` as soon as the signal fires; the socket is destroyed then.
 */
export function sendOverHttp(sockets: Sockets, timeoutMilliseconds: number): Send {
  return async (request, context) => {
    throwIfCanceled(context.signal);
    const url = new URL(wireUrl(request));
    const route = await sockets.routeTo(url);
    const exchange = new Exchange(url, request, route);
    const timer =
      timeoutMilliseconds > 0
        ? setTimeout(() => exchange.timeOut(timeoutMilliseconds), timeoutMilliseconds)
        : undefined;
    const cancel = (): void => exchange.stop(canceled());
    context.signal.addEventListener("abort", cancel, { once: true });
    if (context.signal.aborted) cancel();
    try {
      return await exchange.response;
    } finally {
      clearTimeout(timer);
      context.signal.removeEventListener("abort", cancel);
    }
  };
}

/** The URL with its credentials; it must not be shown. */
function wireUrl(request: HttpRequest): string {
  return (request.credentials?.query ?? []).reduce((url, [name, value]) => withQuery(url, name, value), request.url);
}

function wireHeaders(request: HttpRequest): Record<string, string> {
  const { credentials } = request;
  const proofs = [...(credentials?.headers ?? []), ...(credentials?.sign?.(request) ?? [])];
  const all = withHeaders(request.headers, proofs);
  const length = request.body === undefined ? {} : { "content-length": String(bytesOf(request.body).byteLength) };
  return { "accept-encoding": "gzip, deflate, br", ...Object.fromEntries(all), ...length };
}

/** One request under way. Whoever stops it decides the error; what the socket says afterwards no longer counts. */
class Exchange {
  readonly response: Promise<HttpResponse>;
  readonly #outgoing: http.ClientRequest;
  readonly #host: string;
  #reject: (error: EngineError) => void = () => undefined;

  constructor(url: URL, request: HttpRequest, route: Route) {
    this.#host = url.host;
    const outgoing = openRequest(url, request, route);
    this.#outgoing = outgoing;
    this.response = new Promise<HttpResponse>((resolve, reject) => {
      this.#reject = reject;
      const fail = (error: unknown): void => {
        reject(error instanceof EngineError ? error : connectionFailed(error, url.host, route.proxy));
      };
      outgoing.on("error", fail);
      outgoing.on("response", (incoming) => void read(incoming, request).then(resolve, fail));
      // Only tunnels tell of a status.
      outgoing.on("proxyConnect", (answer: { readonly statusCode?: number }) => {
        if (answer.statusCode !== undefined && answer.statusCode !== 200)
          this.stop(proxyRefused(url.host, route.proxy, answer.statusCode));
      });
    });
    outgoing.end(request.body === undefined ? undefined : bytesOf(request.body));
  }

  timeOut(milliseconds: number): void {
    this.stop(timedOut(this.#host, milliseconds));
  }

  stop(error: EngineError): void {
    this.#reject(error);
    this.#outgoing.destroy();
  }
}

/** Node.js refuses, before it sends anything, what a header cannot carry; only credentials are unchecked until here. */
function openRequest(url: URL, request: HttpRequest, route: Route): http.ClientRequest {
  const { request: open } = url.protocol === "https:" ? https : http;
  const options = { method: request.method, headers: wireHeaders(request), agent: route.agent, ...route.tls };
  try {
    return open(url, options);
  } catch {
    throw requestFailure("configuration_error", `the credentials for ${url.host} cannot be sent in a header`, {
      hint: "They hold a line break or a letter beyond Latin-1, or the name of the header is malformed.",
    });
  }
}

function proxyRefused(host: string, proxy: string | undefined, status: number): EngineError {
  const hint =
    status === 407
      ? "The proxy asks for credentials: put them into the proxy's URL as http://user:password@host:port."
      : "Check the proxy's rules, or name the host in NO_PROXY to reach it directly.";
  return requestFailure(
    "connection_failed",
    `the proxy ${proxy ?? ""} answered ${status} when asked to connect to ${host}`,
    { hint },
  );
}

async function read(incoming: http.IncomingMessage, request: HttpRequest): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw tooLarge();
    chunks.push(chunk);
  }
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const body = await decodeBody(Buffer.concat(chunks), headers, {
    limit: largestBody,
    isFile: request.isFile === true,
  });
  return { status: incoming.statusCode ?? 0, headers, body, url: request.url };
}

function tooLarge(): EngineError {
  return requestFailure("upstream_bad_response", `the response is larger than ${largestBody / 2 ** 20} MiB`, {
    hint: "Narrow the query with the method's filter parameters.",
  });
}
