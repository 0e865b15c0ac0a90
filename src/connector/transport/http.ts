/** The innermost layer: one request over node:http or node:https, read to its end. */
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { EngineError } from "../../common/error.ts";
import { canceled, requestFailure, throwIfCanceled } from "../failure.ts";
import { decodeBody } from "./decode.ts";
import { bytesOf, withHeaders, withQuery, type HttpRequest, type HttpResponse, type Send } from "./message.ts";
import { connectionFailed, proxyRefused, timedOut } from "./network-failure.ts";
import type { NetworkConfig } from "../network.ts";
import type { Route, Sockets } from "./sockets.ts";
import { timeoutsFor, Watch } from "./timeouts.ts";

/** More than this cannot become one string of JSON text. */
const largestBody = 512 * 1024 * 1024;

/**
 * Sends requests through the pool. Throws `connection_failed`, `upstream_timeout`, `upstream_bad_response` where the
 * body cannot be decoded, `query_canceled` as soon as the signal fires; the socket is destroyed then.
 */
export function sendOverHttp(
  sockets: Sockets,
  timeouts: Pick<NetworkConfig, "timeoutMilliseconds" | "timeouts">,
): Send {
  return async (request, context) => {
    throwIfCanceled(context.signal);
    const url = new URL(wireUrl(request));
    const route = await sockets.routeTo(url);
    const watch = new Watch(timeoutsFor(url.hostname, timeouts), (phase, milliseconds) =>
      exchange.stop(timedOut(url.host, phase, milliseconds)),
    );
    const exchange = openExchange({ url, request, route, watch });
    const cancel = (): void => exchange.stop(canceled());
    context.signal.addEventListener("abort", cancel, { once: true });
    if (context.signal.aborted) cancel();
    try {
      return await exchange.response;
    } finally {
      watch.stop();
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

interface Exchanged {
  readonly url: URL;
  readonly request: HttpRequest;
  readonly route: Route;
  readonly watch: Watch;
}

/** One that cannot even begin must not leave its clock behind. */
function openExchange(exchanged: Exchanged): Exchange {
  try {
    return new Exchange(exchanged);
  } catch (error) {
    exchanged.watch.stop();
    throw error;
  }
}

/** One request under way. Whoever stops it decides the error; what the socket says afterwards no longer counts. */
class Exchange {
  readonly response: Promise<HttpResponse>;
  readonly #outgoing: http.ClientRequest;
  #reject: (error: EngineError) => void = () => undefined;

  constructor(exchanged: Exchanged) {
    const { url, request, route, watch } = exchanged;
    const { proxy } = route;
    const outgoing = openRequest(url, request, route);
    this.#outgoing = outgoing;
    this.response = new Promise<HttpResponse>((resolve, reject) => {
      this.#reject = reject;
      const fail = (error: unknown): void => {
        reject(error instanceof EngineError ? error : connectionFailed(error, url.host, proxy));
      };
      outgoing.on("error", fail);
      outgoing.on("response", (incoming) => void read(incoming, exchanged).then(resolve, fail));
      outgoing.on("socket", (socket) => whenOpen(socket, () => watch.enter("headers")));
      // Only tunnels tell of a status.
      outgoing.on("proxyConnect", (answer: { readonly statusCode?: number }) => {
        if (answer.statusCode !== undefined && answer.statusCode !== 200 && proxy !== undefined)
          this.stop(proxyRefused(url.host, proxy, answer.statusCode));
      });
    });
    outgoing.end(request.body === undefined ? undefined : bytesOf(request.body));
  }

  stop(error: EngineError): void {
    this.#reject(error);
    this.#outgoing.destroy();
  }
}

/** A socket that is used again is open already. */
function whenOpen(socket: Socket, then: () => void): void {
  const shakesHands = "secureConnecting" in socket && socket.secureConnecting === true;
  if (shakesHands) socket.once("secureConnect", then);
  else if (socket.connecting) socket.once("connect", then);
  else then();
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

async function read(incoming: http.IncomingMessage, { url, request, route, watch }: Exchanged): Promise<HttpResponse> {
  // A proxy that relays http answers as the server would.
  if (incoming.statusCode === 407 && route.proxy !== undefined) {
    incoming.resume();
    throw proxyRefused(url.host, route.proxy, 407);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  watch.enter("idle");
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    watch.enter("idle");
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
