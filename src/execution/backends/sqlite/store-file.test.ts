/** The store as a file: what outlives a session, who may read it, and several processes at once. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EngineError } from "../../../common/error.ts";
import type { StoredTable } from "../../../planner/stored.ts";
import { openDatabase } from "./driver.ts";
import { createStore } from "./store.ts";
import { openStoreFile } from "./store-file.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "store-test-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return `${error.condition}: ${error.message} | ${error.hint ?? ""}`;
    throw error;
  }
  return "none";
}

test("a new store is for its owner only, and in WAL mode", () => {
  const path = join(folder(), "a.db");
  openStoreFile(path, "store").close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const database = openDatabase(path);
  const statement = database.prepare("PRAGMA journal_mode");
  statement.setReturnArrays(true);
  expect([...statement.iterate()]).toEqual([["wal"]]);
  database.close();
});

test("a store that a newer version wrote is refused as it is", () => {
  const path = join(folder(), "a.db");
  openStoreFile(path, "store").close();
  const database = openDatabase(path);
  database.exec("PRAGMA user_version = 9");
  database.close();
  expect(refusal(() => openStoreFile(path, "store"))).toBe(
    `configuration_error: the store ${path} cannot be used: a newer version wrote it (schema 9, this one knows 4) | Use the version that wrote it, or a later one.`,
  );
});

test("a database of something else is left alone", () => {
  const path = join(folder(), "a.db");
  const database = openDatabase(path);
  database.exec("CREATE TABLE mine (a)");
  database.close();
  expect(refusal(() => openStoreFile(path, "store"))).toBe(
    `configuration_error: the store ${path} cannot be used: it is a database of something else | Name another file.`,
  );
});

test("a file that is no database is refused", () => {
  const path = join(folder(), "a.db");
  writeFileSync(path, "name,age\n".repeat(200));
  expect(refusal(() => openStoreFile(path, "store"))).toBe(
    `configuration_error: the store ${path} cannot be used: file is not a database | `,
  );
});

test("a store in a folder that is not there says so", () => {
  const made = folder();
  const path = join(made, "none", "a.db");
  expect(refusal(() => openStoreFile(path, "store"))).toContain(`| The folder ${join(made, "none")} does not exist.`);
});

test("what is in a store of an older schema stays when it is brought up to date", () => {
  const path = join(folder(), "a.db");
  const older = openDatabase(path);
  older.exec("PRAGMA application_id = 0x54524942");
  older.close();
  const file = openStoreFile(path, "store");
  expect(file.names()).toEqual([]);
  file.close();
});

test("a store from before there were functions keeps its views and takes functions", () => {
  const path = join(folder(), "a.db");
  const older = openDatabase(path);
  older.exec(`CREATE TABLE tributary_relations (
    name TEXT PRIMARY KEY COLLATE NOCASE, kind TEXT NOT NULL, columns TEXT NOT NULL, definition TEXT NOT NULL,
    created TEXT NOT NULL, refreshed TEXT
  )`);
  older.exec("INSERT INTO tributary_relations VALUES ('v', 'view', '[]', 'SELECT 1', '2026-01-01', NULL)");
  older.exec("PRAGMA application_id = 0x54524942; PRAGMA user_version = 1");
  older.close();
  const file = openStoreFile(path, "store");
  expect(file.find("V")).toEqual({ kind: "view", name: "v", schema: "store", columns: [], sql: "SELECT 1" });
  expect([file.listFunctions(), file.findFunction("f")]).toEqual([[], undefined]);
  const database = openDatabase(path);
  database.exec("INSERT INTO tributary_functions VALUES ('f', 'CREATE FUNCTION f() AS 1', '2026-01-01')");
  database.close();
  expect(file.findFunction("F")).toEqual({
    kind: "function",
    name: "f",
    schema: "store",
    sql: "CREATE FUNCTION f() AS 1",
  });
  file.close();
});

test("types outlive the session; a type that is not known reads as any", () => {
  const path = join(folder(), "a.db");
  const file = openStoreFile(path, "store");
  const database = openDatabase(path);
  database.exec(
    `INSERT INTO tributary_relations (name, kind, columns, definition, created, refreshed) VALUES ('T', 'table', '[["a","boolean"],["b","money"]]', 'CREATE …', '2026-01-01', NULL)`,
  );
  database.close();
  const expected: StoredTable = {
    kind: "table",
    name: "T",
    schema: "store",
    sql: "CREATE …",
    columns: [
      { name: "a", type: "boolean" },
      { name: "b", type: "any" },
    ],
  };
  expect(file.find("t")).toEqual(expected);
  file.close();
});

test("a session without a file keeps its store in a folder that goes with it", () => {
  const store = createStore(undefined);
  store.open("session");
  const path = store.attached()[0]?.path ?? "";
  expect(existsSync(path)).toBe(true);
  store.close();
  expect(existsSync(path)).toBe(false);
});

test("a store that is only asked is not made where none is named", () => {
  const store = createStore(undefined);
  expect([store.find("a"), store.names(), store.attached()]).toEqual([undefined, [], []]);
  store.close();
});
