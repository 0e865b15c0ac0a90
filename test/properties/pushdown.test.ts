/** What a server is asked to leave out never changes rows, whether it minds the case of letters or not. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineOverrides, openSession, type Session } from "../../src/session/session.ts";
import { defaultSettings } from "../../src/session/settings.ts";
import { type DepotServer, startDepotServer } from "../sql/fixtures/depot-server.ts";
import { smallCatalog } from "../sql/harness/catalogs.ts";
import { outcomeOf } from "./random-cloud.ts";

let server: DepotServer;
let asking: Session;
let plain: Session;

async function sessionOver({ origin }: DepotServer, overrides: EngineOverrides): Promise<Session> {
  const paths = { shippedProviders: "", userProviders: "", environment: () => undefined };
  const settings = { ...defaultSettings, ...paths, endpoints: { depot: origin }, version: "test" };
  return openSession(settings, () => undefined, { catalog: await smallCatalog("depot", "store", true), ...overrides });
}

beforeAll(async () => {
  server = await startDepotServer();
  asking = await sessionOver(server, {});
  plain = await sessionOver(server, { rules: [] });
});

afterAll(async () => {
  await Promise.all([asking.close(), plain.close()]);
  await server.close();
});

const seed = Number(process.env["TRIBUTARY_SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`queries are made from TRIBUTARY_SEED=${seed}\n`);
const runs = { numRuns: Number(process.env["TRIBUTARY_PROPERTY_RUNS"] ?? 200), seed };

const texts = ["", "a", "A", "ab-1", "AB-1", "42", "42-x", "x42", "it's", "é", "a%b", "('"];
const moments = ["2026-01-01T00:00:00Z", "2026-01-01T23:30:00-05:00", "2026-01-02T00:30:00+09:00", "2026-01-02T00:00:00.25Z"]; // prettier-ignore
const orNull = <T>(values: readonly T[]): fc.Arbitrary<T | null> => fc.constantFrom(...values, null);

const parcel = fc.record({
  id: fc.nat(5),
  label: orNull(texts),
  weight: orNull([0, -1, 0.1, 20, 1e9]),
  fragile: orNull([true, false]),
  sentAt: orNull(moments),
  note: orNull(texts),
  tags: fc.constant(null),
});

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const operator = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");
const text = fc.constantFrom(...texts).map(quoted);
const moment = fc.constantFrom(...moments, "2026-01-01", "2026-01-02", "2025-13-45").map(quoted);
const number = fc.constantFrom("0", "-1", "0.1", "20", "3", "'20'");

const comparison = fc.oneof(
  fc.tuple(fc.constantFrom("id", "weight"), operator, number).map((parts) => parts.join(" ")),
  fc.tuple(fc.constantFrom("label", "note"), operator, text).map((parts) => parts.join(" ")),
  fc.tuple(fc.constant("sent_at"), operator, moment).map((parts) => parts.join(" ")),
  fc.constantFrom("fragile = TRUE", "fragile = FALSE", "fragile <> TRUE", "NOT fragile", "fragile IS NULL"),
  fc.constantFrom("label IS NULL", "label IS NOT NULL", "sent_at IS NULL", "weight IS NOT NULL", "tags IS NULL"),
  fc.array(text, { minLength: 1, maxLength: 3 }).map((list) => `label IN (${list.join(", ")})`),
  fc.array(number, { minLength: 1, maxLength: 3 }).map((list) => `weight NOT IN (${list.join(", ")})`),
  fc.constantFrom("label LIKE '42%'", "label LIKE '%-%'", "label LIKE 'a%'", "label GLOB 'a*'", "label GLOB '*b-*'"),
  fc.constantFrom("label LIKE '4_%'", "label NOT LIKE '42%'", "label LIKE 'é%'", "label LIKE '%('' %'"),
);

const condition = fc
  .array(fc.tuple(fc.constantFrom(" AND ", " OR "), comparison), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([joint, one], index) => (index === 0 ? one : joint + one)).join(""));

const query = fc.oneof(
  fc
    .tuple(fc.constantFrom("id, label", "*", "sent_at", "count(*)", "label, note"), condition)
    .map(([items, where]) => `SELECT ${items} FROM depot.store.parcels WHERE ${where}`),
  fc.nat(6).map((limit) => `SELECT id, weight FROM depot.store.parcels LIMIT ${limit}`),
  condition.map((where) => `SELECT id FROM depot.store.sealed WHERE ${where}`),
  fc
    .tuple(fc.constantFrom("LEFT JOIN", "JOIN"), condition)
    .map(([join, where]) => `SELECT a.id, parcels.id FROM depot.store.plain a ${join} depot.store.parcels ON parcels.weight = a.weight WHERE ${where.replaceAll(/\b(id|label|weight|fragile|sent_at|note|tags)\b/g, "parcels.$1")}`), // prettier-ignore
);

test("whatever a server is asked for, rows are the same and requests no more", { timeout: 120_000 }, async () => {
  const rows = fc.array(parcel, { maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), query, async (parcels, mindsCase, sql) => {
      server.reset();
      Object.assign(server.depot, { parcels, mindsCase });
      const expected = await outcomeOf(plain, sql);
      const needed = server.requests.length;
      const found = await outcomeOf(asking, sql);
      expect(found).toEqual(expected);
      if (!sql.includes("sealed")) expect(server.requests.length - needed).toBeLessThanOrEqual(needed);
    }),
    runs,
  );
});

test("a server that refuses a condition is asked for all", async () => {
  server.reset();
  expect(await outcomeOf(asking, "SELECT label FROM depot.store.sealed WHERE id = 3")).toEqual(["'it's'"]);
  expect(server.requests).toEqual(["GET /sealed?$filter=id eq 3&$select=id,label", "GET /sealed"]);
});
