/** A SQLite file may keep anything in any column: what goes to it must never change the rows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { EngineEvent } from "../../src/common/event.ts";
import { jsonOf, type JsonValue } from "../../src/common/value.ts";
import { openDatabase } from "../../src/execution/backends/sqlite/driver.ts";
import { type EngineOverrides, openSession, type Session } from "../../src/session/session.ts";
import { defaultSettings } from "../../src/session/settings.ts";
import { oddCatalog } from "../sql/harness/catalogs.ts";

let folder: string;

/** Every value in every column: the types of columns are wishes. */
const values = [
  ["NULL", "0", "1", "-3", "2.5", "1e300", "9007199254740993", "9223372036854775807", "''", "'a'", "'A'", "'a '"],
  ["'é'", "'1'", "'2.5'", "'true'", "'\\x61'", "x''", "x'61'", "'[1]'", "'null'", "'2026-01-02'"],
].flat();

const columns: { readonly [name: string]: string } = {
  i: "INTEGER",
  t: "TEXT",
  n: "TEXT COLLATE NOCASE",
  p: "VARCHAR(5) COLLATE RTRIM",
  r: "REAL",
  b: "BOOLEAN",
  d: "DATETIME",
  j: "JSON",
  x: "BLOB",
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-attach-"));
  const database = openDatabase(join(folder, "odd.db"));
  const names = Object.keys(columns);
  database.exec(
    `CREATE TABLE t (id INTEGER PRIMARY KEY, ${names.map((name) => `${name} ${columns[name]}`).join(", ")})`,
  );
  for (const value of values)
    database.exec(`INSERT INTO t (${names.join(", ")}) VALUES (${names.map(() => value).join(", ")})`);
  database.exec("CREATE VIEW v AS SELECT id, i, t, n || '' AS n, p, r + 0 AS r, b, d, j, x FROM t");
  database.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function opened(overrides: EngineOverrides, events: EngineEvent[] = []): Promise<Session> {
  const settings = { ...defaultSettings, shippedProviders: "", userProviders: "", fileAccess: true, version: "test" };
  const session = openSession(settings, (event) => events.push(event), { catalog: await oddCatalog(), ...overrides });
  onTestFinished(() => session.close());
  await rowsOf(session, `ATTACH '${join(folder, "odd.db")}' AS f`);
  return session;
}

async function rowsOf(session: Session, sql: string): Promise<JsonValue[][]> {
  const rows: JsonValue[][] = [];
  for await (const result of session.execute(sql)) {
    for await (const batch of result.batches) rows.push(...batch.map((row) => row.map(jsonOf)));
  }
  return rows;
}

const constant = fc.constantFrom(...values.filter((value) => !value.startsWith("x")), "true", "false");
const condition = fc.constantFrom(...Object.keys(columns)).chain((column) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom("=", "<", "<=", ">", ">=", "<>"), constant)
      .map(([sign, value]) => `${column} ${sign} ${value}`),
    fc.array(constant, { minLength: 1, maxLength: 4 }).map((list) => `${column} IN (${list.join(", ")})`),
    fc.constantFrom(`${column} IS NULL`, `${column} IS NOT NULL`),
  ),
);

test("conditions that go to a file leave the rows as they are", async () => {
  const events: EngineEvent[] = [];
  const [pushing, staged, plain] = [
    await opened({}, events),
    await opened({ streaming: false }),
    await opened({ rules: [], streaming: false }),
  ];
  const table = fc.constantFrom("f.t", "f.v");
  await fc.assert(
    fc.asyncProperty(table, fc.array(condition, { minLength: 1, maxLength: 3 }), async (from, terms) => {
      const sql = `SELECT id FROM ${from} WHERE ${terms.join(" AND ")}`;
      const expected = await rowsOf(plain, `${sql} ORDER BY id`);
      expect(await rowsOf(staged, `${sql} ORDER BY id`)).toEqual(expected);
      expect((await rowsOf(pushing, sql)).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  expect(events.some((event) => event.kind === "query-sent" && event.sql.includes("WHERE"))).toBe(true);
});

test("keys that go to a file leave the rows as they are", async () => {
  const [pushing, plain] = [await opened({}), await opened({ rules: [] })];
  const keys = `read_json('${join(import.meta.dirname, "keys.json")}')`;
  for (const column of Object.keys(columns)) {
    for (const key of ["whole", "text", "mixed"]) {
      for (const join of [
        `JOIN f.t ON t.${column} = k.${key}`,
        `LEFT JOIN f.t ON k.${key} = t.${column} AND t.id > 2`,
      ]) {
        const sql = `SELECT k.id, t.id FROM ${keys} k ${join} ORDER BY 1, 2`;
        expect(await rowsOf(pushing, sql), sql).toEqual(await rowsOf(plain, sql));
      }
    }
  }
});
