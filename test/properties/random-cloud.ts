/** A cloud whose rows a test chooses, the same rows in plain SQLite, and engines to compare over both. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { load } from "js-yaml";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { compileProvider, summariesOf } from "../../src/catalog/compile/provider.ts";
import { compileService } from "../../src/catalog/compile/service.ts";
import { EngineError } from "../../src/common/error.ts";
import { Json, type JsonValue, stringifyJson, type Value } from "../../src/common/value.ts";
import { openTemporaryDatabase, type SqliteCell } from "../../src/execution/backends/sqlite/driver.ts";
import { type EngineOverrides, openSession, type Session } from "../../src/session/session.ts";
import { defaultSettings } from "../../src/session/settings.ts";

export type JsonRow = { readonly [column: string]: JsonValue };

/** `items` can be asked for by `t` (honestly) and by nothing; `kids` must be asked for by `item`. */
export interface Data {
  readonly items: readonly JsonRow[];
  readonly kids: readonly JsonRow[];
}

const document = load(`
openapi: 3.0.0
servers: [{ url: 'http://random.test' }]
paths:
  /items:
    get:
      parameters: [{ name: t, in: query, schema: { type: string } }, { name: page, in: query, schema: { type: string } }]
      responses: { '200': { content: { application/json: { schema: { properties: { nextPageToken: { type: string }, items: { type: array, items: { properties: {
        id: { type: integer }, t: { type: string }, n: { type: number }, b: { type: boolean }, j: { type: object } } } } } } } } } }
  /items/{item}/kids:
    get:
      parameters: [{ name: item, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { content: { application/json: { schema: { type: array, items: { properties: { k: { type: integer }, v: { type: string } } } } } } } }
components:
  x-stackQL-resources:
    items:
      methods: { list: { operation: { $ref: '#/paths/~1items/get' }, response: { objectKey: $.items }, config: { pagination: { requestToken: { key: page, location: query }, responseToken: { key: nextPageToken, location: body } } } } }
      sqlVerbs: { select: [{ $ref: '#/components/x-stackQL-resources/items/methods/list' }] }
    kids:
      methods: { list: { operation: { $ref: '#/paths/~1items~1{item}~1kids/get' } } }
      sqlVerbs: { select: [{ $ref: '#/components/x-stackQL-resources/kids/methods/list' }] }
`);

function catalog(): Catalog {
  const service = compileService(document, { provider: "random", service: "data" });
  const provider = compileProvider(
    { name: "random", providerServices: { data: { service: { $ref: "random/v1/services/data.yaml" } } } },
    { shipped: true, services: new Map([["data", { resources: summariesOf(service) }]]) },
  );
  return {
    providerNames: async () => ["random"],
    provider: async (name) => (name === "random" ? provider : undefined),
    service: async (_provider, name) => (name === "data" ? service : undefined),
  };
}

export interface RandomCloud {
  data: Data;
  requests: number;
  readonly origin: string;
  close(): void;
}

const pageSize = 3;

export async function startRandomCloud(): Promise<RandomCloud> {
  const cloud = { data: { items: [], kids: [] } as Data, requests: 0, origin: "", close: () => void server.close() };
  const server = http.createServer((request, response) => {
    cloud.requests++;
    response.setHeader("content-type", "application/json");
    response.end(stringifyJson(answer(new URL(request.url ?? "/", "http://random.test"), cloud.data)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cloud.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cloud;
}

function answer(url: URL, { items, kids }: Data): JsonValue {
  const item = /^\/items\/([^/]+)\/kids$/.exec(url.pathname)?.[1];
  if (item !== undefined) {
    return kids.filter((kid) => String(kid["item"]) === item).map(({ k, v }) => ({ k: k ?? null, v: v ?? null }));
  }
  const wanted = url.searchParams.get("t");
  const found = wanted === null ? items : items.filter((row) => row["t"] === wanted);
  const from = Number(url.searchParams.get("page") ?? "0");
  const next = from + pageSize < found.length ? { nextPageToken: String(from + pageSize) } : {};
  return { items: found.slice(from, from + pageSize), ...next };
}

/** A session over the cloud in one configuration of the engine. */
export function engineOver(cloud: RandomCloud, overrides: EngineOverrides): Session {
  const settings = {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    environment: () => undefined,
    endpoints: { random: cloud.origin },
    version: "test",
  };
  return openSession(settings, () => undefined, { catalog: catalog(), ...overrides });
}

/** What a statement yields: its rows as texts, or the condition that it failed with. */
export async function outcomeOf(session: Session, sql: string): Promise<readonly string[] | string> {
  try {
    const rows: string[] = [];
    for await (const result of session.execute(sql)) {
      for await (const batch of result.batches) rows.push(...batch.map((row) => row.map(shown).join(" | ")));
    }
    return rows;
  } catch (error) {
    if (error instanceof EngineError) return error.condition;
    throw error;
  }
}

function shown(cell: Value | SqliteCell): string {
  if (cell === null) return "NULL";
  if (typeof cell === "boolean") return cell ? "1" : "0";
  if (cell instanceof Json) return `'${cell.text}'`;
  if (typeof cell === "string") return `'${cell}'`;
  return String(cell);
}

/** What plain SQLite yields for a query over the tables `items` and `kids` (`kids` has the column `item` besides). */
export function plainOutcome(data: Data, sql: string): readonly string[] {
  const database = openTemporaryDatabase();
  try {
    database.exec("CREATE TABLE items (id INTEGER, t TEXT, n REAL, b INTEGER, j)");
    database.exec("CREATE TABLE kids (item INTEGER, k INTEGER, v TEXT)");
    const insertItem = database.prepare("INSERT INTO items VALUES (?, ?, ?, ?, ?)");
    for (const { id, t, n, b, j } of data.items) insertItem.run(...[id, t, n, b, j].map(stored));
    const insertKid = database.prepare("INSERT INTO kids VALUES (?, ?, ?)");
    for (const { item, k, v } of data.kids) insertKid.run(...[item, k, v].map(stored));
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    return [...statement.iterate()].map((row) => row.map(shown).join(" | "));
  } finally {
    database.close();
  }
}

function stored(value: JsonValue | undefined): SqliteCell {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof value === "object" ? stringifyJson(value) : value;
}
