/** A session over a real server on loopback, for tests of what a session promises. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import type { Method, Resource } from "../catalog/model.ts";
import type { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { openSession, type ExecuteOptions, type Session } from "./session.ts";
import { defaultSettings, type Settings } from "./settings.ts";

export type Handler = (path: string, response: http.ServerResponse) => void;

export interface Fixture {
  readonly session: Session;
  readonly events: readonly EngineEvent[];
  readonly requests: readonly string[];
  /** Paths whose connection the client gave up before it was answered. */
  readonly abandoned: readonly string[];
}

/** A session over `p.s.a`, `p.s.b`, …: `GET /a` lists rows of `id` and pages by `next`, `DELETE /a/1` deletes. */
export async function fixture(handle: Handler, given: Partial<Settings> = {}): Promise<Fixture> {
  const requests: string[] = [];
  const abandoned: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    response.on("close", () => response.writableEnded || abandoned.push(path));
    handle(path, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const events: EngineEvent[] = [];
  const settings = {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    retries: 0,
    version: "test",
    ...given,
  };
  const session = openSession({ ...settings, environment: () => undefined }, (event) => events.push(event), {
    catalog: catalogAt(origin),
  });
  onTestFinished(async () => {
    await session.close();
    server.closeAllConnections();
    server.close();
  });
  return { session, events, requests, abandoned };
}

function catalogAt(origin: string): Catalog {
  const resources = ["a", "b", "c"].map((name) => resourceAt(origin, name));
  return {
    providerNames: async () => ["p"],
    provider: async () => ({ name: "p", version: "v1", title: "", description: "", shipped: true, services: [] }),
    service: async () => ({ provider: "p", name: "s", auth: { type: "null_auth" }, resources }),
  };
}

function resourceAt(origin: string, name: string): Resource {
  const list: Method = {
    name: "list",
    id: `p.s.${name}.list`,
    verb: "select",
    description: "",
    parameters: [],
    request: { httpMethod: "GET", path: `/${name}`, servers: [{ url: origin, variables: [] }] },
    response: { rowPath: ["items"], columns: [{ name: "id", wireName: "id", type: "integer", description: "" }] },
    pagination: {
      algorithm: "token",
      request: { in: "query", name: "page" },
      response: { in: "body", path: ["next"] },
    },
  };
  const { pagination: _, ...unpaged } = list;
  const remove: Method = {
    ...unpaged,
    name: "remove",
    id: `p.s.${name}.remove`,
    verb: "delete",
    parameters: [{ name: "id", wireName: "id", in: "path", type: "integer", required: true, description: "" }],
    request: { ...list.request, httpMethod: "DELETE", path: `/${name}/{id}` },
  };
  const verbs = { select: ["list"], insert: [], update: [], replace: [], delete: ["remove"] };
  return { name, id: `p.s.${name}`, title: "", description: "", methods: [list, remove], verbs };
}

export const rows = (response: http.ServerResponse, ids: readonly number[], next?: string): void => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ items: ids.map((id) => ({ id })), next }));
};
export const fail = (response: http.ServerResponse): void => {
  response.statusCode = 403;
  response.end("{}");
};
export const hang = (): void => undefined;

export async function readAll(session: Session, sql: string, options?: ExecuteOptions): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for await (const result of session.execute(sql, options)) {
    for await (const batch of result.batches) found.push(...batch.map((row) => [...row]));
  }
  return found;
}

export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: EngineError) => error.condition,
  );
}

/** Waits until something is so; the test's own time limit says when it never is. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => void setTimeout(done, 2));
}
