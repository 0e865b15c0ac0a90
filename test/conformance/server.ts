/** The generated server: a real one on loopback that gives the pages of the case at hand. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { grantedToken, tokenPath } from "./credentials.ts";
import type { SentRequest } from "./expected-request.ts";
import { tokenFor, type Paging } from "./paging.ts";
import type { Case } from "./cases.ts";

export interface GeneratedServer {
  readonly origin: string;
  /** Gives the pages of a case from now on, and forgets the requests before. */
  serve(one: Pick<Case, "paging" | "answers">): void;
  readonly requests: readonly SentRequest[];
  close(): void;
}

const mostRequests = 12;

export async function startServer(): Promise<GeneratedServer> {
  let current: Pick<Case, "paging" | "answers"> | undefined;
  let requests: SentRequest[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    if (sent.url.startsWith(tokenPath)) return void grant(response);
    requests.push(sent);
    const page = pageAsked(sent, current?.paging, current?.answers.counts);
    // A client that goes on asking is stopped.
    const answer = requests.length > mostRequests ? undefined : current?.answers.pages[page];
    if (answer === undefined) return void response.writeHead(400).end(`no page ${page}`);
    const type = answer.text === "" ? {} : { "content-type": contentType(answer.mediaType) };
    const headers: http.OutgoingHttpHeaders = { ...type, ...answer.headers };
    if (current?.paging?.kind === "link" && page + 1 < current.answers.pages.length) {
      headers["link"] = `<${nextUrl(sent.url, page + 1)}>; rel="next"`;
    }
    response.writeHead(answer.status < 200 || answer.status > 299 ? 200 : answer.status, headers);
    response.end(answer.status === 204 ? undefined : answer.text);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nextUrl = (url: string, page: number): string => {
    const next = new URL(url, origin);
    next.searchParams.set("page_token", tokenFor(page));
    return next.href;
  };
  return {
    origin,
    serve: (one) => {
      current = one;
      requests = [];
    },
    get requests() {
      return requests;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function grant(response: http.ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ access_token: grantedToken, token_type: "Bearer", expires_in: 3600 }));
}

function contentType(mediaType: string): string {
  return mediaType.includes("*") ? "application/json" : mediaType;
}

/** Which page a request asks for, by its token, its number or its URL. */
function pageAsked({ url, body }: SentRequest, paging: Paging | undefined, counts: readonly number[] = []): number {
  if (paging === undefined) return 0;
  const place = url.indexOf("?");
  const query = new URLSearchParams(place < 0 ? "" : url.slice(place + 1));
  const form = body.startsWith("{") ? undefined : new URLSearchParams(body);
  if (paging.kind === "number") return Math.max(Number(query.get(paging.key) ?? 1) - 1, 0);
  if (paging.kind === "offset") {
    const offset = Number(query.get(paging.key) ?? 0);
    return counts.findIndex((_, page) => counts.slice(0, page).reduce((sum, count) => sum + count, 0) === offset);
  }
  if (paging.kind === "cursor") return [1, 2, 3, 4].find((one) => body.includes(`\\"${tokenFor(one)}\\"`)) ?? 0;
  const key = paging.kind === "token" ? paging.key : "page_token";
  const token = query.get(key) ?? form?.get(key) ?? inJson(body, key) ?? "";
  const page = [0, 1, 2, 3, 4].find((one) => token === tokenFor(one));
  return page ?? 0;
}

function inJson(body: string, key: string): string | undefined {
  if (!body.startsWith("{")) return undefined;
  const value = (JSON.parse(body) as { readonly [key: string]: unknown })[key];
  return typeof value === "string" ? value : undefined;
}
