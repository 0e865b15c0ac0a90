/** What a session promises around statements: order, events, and that nothing goes on once a statement is over. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import type { Method, Resource } from "../catalog/model.ts";
import type { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { openSession, type ExecuteOptions, type Session } from "./session.ts";
import { defaultSettings } from "./settings.ts";

type Handler = (path: string, response: http.ServerResponse) => void;

interface Fixture {
  readonly session: Session;
  readonly events: readonly EngineEvent[];
  readonly requests: readonly string[];
  /** Paths whose connection the client gave up before it was answered. */
  readonly abandoned: readonly string[];
}

/** A session over `p.s.a`, `p.s.b`, …: `GET /a` lists rows of `id` and pages by `next`. */
async function fixture(handle: Handler): Promise<Fixture> {
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
  const settings = { ...defaultSettings, shippedProviders: "", userProviders: "", retries: 0, version: "test" };
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
  const verbs = { select: ["list"], insert: [], update: [], replace: [], delete: [] };
  return { name, id: `p.s.${name}`, title: "", description: "", methods: [list], verbs };
}

const rows = (response: http.ServerResponse, ids: readonly number[], next?: string): void => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ items: ids.map((id) => ({ id })), next }));
};
const fail = (response: http.ServerResponse): void => {
  response.statusCode = 403;
  response.end("{}");
};
const hang = (): void => undefined;

async function readAll(session: Session, sql: string, options?: ExecuteOptions): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for await (const result of session.execute(sql, options)) {
    for await (const batch of result.batches) found.push(...batch.map((row) => [...row]));
  }
  return found;
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: EngineError) => error.condition,
  );
}

/** Waits until something is so; the test's own time limit says when it never is. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => void setTimeout(done, 2));
}

test("one failing scan ends the statement and gives up what is in flight", async () => {
  const { session, requests, abandoned } = await fixture((path, response) => {
    if (path !== "/b") return hang();
    void until(() => requests.length === 3).then(() => fail(response));
  });
  const sql = "SELECT 1 FROM p.s.a CROSS JOIN p.s.b CROSS JOIN p.s.c";
  expect(await failureOf(readAll(session, sql))).toBe("upstream_forbidden");
  await until(() => abandoned.length === 2);
  expect([...abandoned].toSorted()).toEqual(["/a", "/c"]);
});

test("leaving a result early gives up the page in flight and asks for no other", async () => {
  const { session, requests } = await fixture((path, response) => {
    if (path === "/a") rows(response, [1, 2], "2");
    else rows(response, [3], "3");
  });
  for await (const result of session.execute("SELECT id FROM p.s.a; SELECT id FROM p.s.b")) {
    for await (const batch of result.batches) {
      expect(batch).toEqual([[1], [2]]);
      break;
    }
    break;
  }
  expect(requests.filter((path) => path !== "/a?page=2")).toEqual(["/a"]);
});

test("a script goes on after a result that was left", async () => {
  const { session } = await fixture((path, response) =>
    rows(response, path === "/a" ? [1] : [2], path === "/a" ? "2" : undefined),
  );
  const firsts: unknown[] = [];
  for await (const result of session.execute("SELECT id FROM p.s.a; SELECT id FROM p.s.b")) {
    for await (const batch of result.batches) {
      firsts.push(batch[0]?.[0]);
      break;
    }
  }
  expect(firsts).toEqual([1, 2]);
});

test("an abort from outside is a cancellation, and no further statement begins", async () => {
  const abort = new AbortController();
  const { session, requests, abandoned } = await fixture(() => abort.abort());
  const reading = readAll(session, "SELECT id FROM p.s.a; SELECT id FROM p.s.b", { signal: abort.signal });
  expect(await failureOf(reading)).toBe("query_canceled");
  await until(() => abandoned.length === 1);
  expect(requests).toEqual(["/a"]);
});

test("an abort before the first statement is a cancellation too", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, []));
  expect(await failureOf(readAll(session, "SELECT id FROM p.s.a", { signal: AbortSignal.abort() }))).toBe(
    "query_canceled",
  );
  expect(requests).toEqual([]);
});

test("closing the session ends what still runs", async () => {
  const { session, abandoned } = await fixture(() => void session.close());
  expect(await failureOf(readAll(session, "SELECT id FROM p.s.a"))).toBe("query_canceled");
  await until(() => abandoned.length === 1);
});

test("a failing statement stops the script", async () => {
  const { session, requests } = await fixture((path, response) =>
    path === "/b" ? fail(response) : rows(response, [1]),
  );
  const sql = "SELECT id FROM p.s.a; SELECT id FROM p.s.b; SELECT id FROM p.s.c";
  expect(await failureOf(readAll(session, sql))).toBe("upstream_forbidden");
  expect(requests).toEqual(["/a", "/b"]);
});

test("a script that does not parse runs nothing", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [1]));
  expect(await failureOf(readAll(session, "SELECT id FROM p.s.a; SELEC"))).toBe("syntax_error");
  expect(requests).toEqual([]);
});

test("nothing is sent before a result is read", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [1]));
  for await (const result of session.execute("SELECT id FROM p.s.a")) {
    expect(result.columns).toEqual([{ name: "id", type: "integer" }]);
    expect(requests).toEqual([]);
  }
  expect(requests).toEqual([]);
});

test("events tell a statement from start to end", async () => {
  const { session, events } = await fixture((path, response) =>
    rows(response, [1, 2], path === "/a" ? "2" : undefined),
  );
  await readAll(session, "SELECT id FROM p.s.a ORDER BY id");
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== "blocking");
  expect(kinds).toEqual([
    "statement-started",
    "fan-out-planned",
    "request-sent",
    "response-received",
    "page-read",
    "rows-staged",
    "request-sent",
    "response-received",
    "page-read",
    "rows-staged",
    "statement-ended",
  ]);
  expect(events.at(-1)).toMatchObject({ kind: "statement-ended", rows: 4 });
});

test("an error is part of the last event, with its SQL", async () => {
  const { session, events } = await fixture((_path, response) => fail(response));
  await failureOf(readAll(session, "SELECT id FROM p.s.a"));
  const last = events.at(-1);
  expect(last?.kind === "statement-ended" ? [last.rows, last.error?.condition, last.error?.sql] : last).toEqual([
    0,
    "upstream_forbidden",
    "SELECT id FROM p.s.a",
  ]);
});

test("statements side by side do not share their rows", async () => {
  const { session } = await fixture((path, response) => rows(response, path === "/a" ? [1] : [2]));
  const found = await Promise.all([
    readAll(session, "SELECT id FROM p.s.a ORDER BY 1"),
    readAll(session, "SELECT id FROM p.s.b ORDER BY 1"),
  ]);
  expect(found).toEqual([[[1]], [[2]]]);
});
