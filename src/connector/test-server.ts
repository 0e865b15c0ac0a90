/** The test harness: real HTTP servers on loopback, small methods to call, and a call read to its end. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Method, Parameter, ResponseColumn } from "../catalog/model.ts";
import type { EngineEvent, Warning } from "../common/event.ts";
import { Json, stringifyJson, type ColumnType, type JsonValue, type Row, type Value } from "../common/value.ts";
import { createConnector } from "./connector.ts";
import type { Call, CallOptions, Connector, ConnectorConfig } from "./call.ts";

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Bytes and texts as they are, anything else as JSON. */
  readonly body?: JsonValue | Buffer;
}

export interface TestServer {
  readonly origin: string;
  readonly received: readonly Received[];
}

export type Handler = (request: Received, count: number) => Answer | Promise<Answer>;

/** Serves until the test ends. `count` is 1 for the first request; a handler that never resolves never answers. */
export async function serve(handle: Handler): Promise<TestServer> {
  const received: Received[] = [];
  const server = http.createServer((incoming, outgoing) => {
    void receive(incoming).then(async (request) => {
      received.push(request);
      respond(outgoing, await handle(request, received.length));
    });
  });
  return { origin: await listen(server), received };
}

/** Starts a server on a free loopback port and stops it with the test. */
export async function listen(server: http.Server, scheme = "http"): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function receive(incoming: http.IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const { method = "", url = "", headers } = incoming;
  return { method, url, headers, body: bytes.toString("utf8"), bytes };
}

export function respond(outgoing: http.ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  outgoing.writeHead(status, { ...(isRaw ? {} : { "content-type": "application/json" }), ...headers });
  outgoing.end(body === undefined ? "" : isRaw ? body : stringifyJson(body as JsonValue));
}

/** A parameter; `rest` overrides what is usual. */
export function parameter(name: string, place: Parameter["in"], rest: Partial<Parameter> = {}): Parameter {
  return { name, wireName: name, in: place, required: false, type: "text", description: "", ...rest };
}

/** `"id, size integer"` as columns; text where no type is given. */
export function columns(text: string): readonly ResponseColumn[] {
  return text.split(",").map((part) => {
    const [name = "", type = "text"] = part.trim().split(" ");
    return { name, wireName: name, type: type as ColumnType, description: "" };
  });
}

export interface MethodFacts extends Partial<Omit<Method, "request" | "response">> {
  readonly request?: Partial<Method["request"]>;
  readonly response?: Partial<Method["response"]>;
}

/** `list` of `acme.shop.things`: GET /things, rows at `data` with one column `id`. */
export function method(origin: string, facts: MethodFacts = {}): Method {
  return {
    name: "list",
    id: "acme.shop.things.list",
    verb: "select",
    description: "",
    parameters: [],
    ...facts,
    request: { httpMethod: "GET", path: "/things", servers: [{ url: origin, variables: [] }], ...facts.request },
    response: { rowPath: ["data"], columns: columns("id"), ...facts.response },
  };
}

/** A connector that is closed with the test. `variables` are its environment. */
export function connect(
  config: Partial<ConnectorConfig> = {},
  variables: { readonly [name: string]: string } = {},
): Connector {
  const connector = createConnector({
    auth: {},
    endpoints: {},
    environment: (name) => variables[name],
    concurrency: 32,
    timeoutMilliseconds: 10_000,
    retries: 0,
    allowInsecureTls: false,
    userAgent: "tributary-test",
    ...config,
  });
  onTestFinished(() => connector.close());
  return connector;
}

export interface Outcome {
  readonly rows: readonly Row[];
  /** Rows of each page. */
  readonly pages: readonly (readonly Row[])[];
  readonly events: readonly EngineEvent[];
  readonly warnings: readonly Warning[];
}

/** A call of a method with arguments by name. */
export function callOf(
  called: Method,
  values: { readonly [name: string]: Value } = {},
  rest: Partial<Call> = {},
): Call {
  return { provider: "acme", service: "shop", method: called, arguments: new Map(Object.entries(values)), ...rest };
}

/** Reads a call to its end. */
export async function read(connector: Connector, call: Call, options: Partial<CallOptions> = {}): Promise<Outcome> {
  const pages: (readonly Row[])[] = [];
  const events: EngineEvent[] = [];
  const warnings: Warning[] = [];
  const signal = new AbortController().signal;
  const sinks = {
    onEvent: (event: EngineEvent) => events.push(event),
    onWarning: (one: Warning) => warnings.push(one),
  };
  for await (const page of connector.call(call, { signal, ...sinks, ...options })) pages.push(page.rows);
  return { rows: pages.flat(), pages, events, warnings };
}

/** The rejection of a promise as `condition: message`, with the hint on a line of its own. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: { condition?: string; message: string; hint?: string }) =>
      [`${error.condition}: ${error.message}`, error.hint].filter((part) => part !== undefined).join("\n"),
  );
}

/** A cell that holds JSON. */
export function json(value: JsonValue): Json {
  return Json.ofValue(value);
}
