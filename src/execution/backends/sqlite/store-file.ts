/**
 * A store: a SQLite file with the rows of tables and materialized views, and tables that say what each
 * relation and function is. Several processes may use it at once (WAL); every statement attaches it to its own database.
 */
import { closeSync, existsSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { EngineError } from "../../../common/error.ts";
import { type Column, columnTypes } from "../../../common/value.ts";
import type {
  StoredEntry,
  StoredFunction,
  StoredIndex,
  StoredRelation,
  StoredTable,
  StoreSchema,
} from "../../../planner/stored.ts";
import type { RowCache } from "../backend.ts";
import { type ConnectionRows, connectionSchema, createConnectionRows } from "./connection-rows.ts";
import { type Database, openDatabase, type SqliteCell } from "./driver.ts";
import { createRowCache, rowCacheSchema } from "./row-cache.ts";

/** Marks a file as ours: "TRIB". */
export const applicationId = 0x54524942;

/** The steps from each version of the schema to the next; the file's `user_version` counts those it has. */
const migrations: readonly string[] = [
  `CREATE TABLE tributary_relations (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    kind TEXT NOT NULL,
    columns TEXT NOT NULL,
    definition TEXT NOT NULL,
    created TEXT NOT NULL,
    refreshed TEXT
  )`,
  `CREATE TABLE tributary_functions (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    definition TEXT NOT NULL,
    created TEXT NOT NULL
  )`,
  `${rowCacheSchema}; ALTER TABLE tributary_relations ADD COLUMN ttl INTEGER`,
  connectionSchema,
];

/** The version of the schema that this release writes. */
export const schemaVersion = migrations.length;

export interface StoreFile {
  readonly schema: StoreSchema;
  readonly path: string;
  find(name: string): StoredRelation | undefined;
  findIndex(name: string): StoredIndex | undefined;
  names(): readonly string[];
  list(): readonly StoredEntry[];
  findFunction(name: string): StoredFunction | undefined;
  listFunctions(): readonly StoredFunction[];
  rowCache(): RowCache;
  connections(): ConnectionRows;
  close(): void;
}

/** Milliseconds to wait for another process that writes. */
export const busyTimeout = 10_000;

/**
 * Opens a store and brings it to this version's schema; a file that is not there is made, for its owner only. Throws
 * `configuration_error` where it is something else, or a newer version's.
 */
export function openStoreFile(path: string, schema: StoreSchema): StoreFile {
  const database = guarded(path, () => {
    if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
    return openDatabase(path);
  });
  try {
    guarded(path, () => prepare(database, path, schema));
  } catch (error) {
    database.close();
    throw error;
  }
  const rows = (sql: string, ...cells: readonly SqliteCell[]): SqliteCell[][] => allRows(database, sql, cells);
  let cache: RowCache | undefined;
  return {
    schema,
    path,
    find: (name) => {
      const [row] = rows(
        "SELECT name, kind, columns, definition, ttl, coalesce(refreshed, created) FROM tributary_relations WHERE name = ?",
        name,
      );
      return row === undefined ? undefined : relationOf(row, schema);
    },
    findIndex: (name) => {
      const [row] = rows(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND name = ? COLLATE NOCASE",
        name,
      );
      return row === undefined ? undefined : { kind: "index", name: String(row[0]), schema };
    },
    names: () => rows("SELECT name FROM tributary_relations ORDER BY name").map(([name]) => String(name)),
    list: () =>
      rows("SELECT name, kind, definition, created, refreshed, ttl FROM tributary_relations ORDER BY name").map((row) =>
        entryOf(row, schema),
      ),
    findFunction: (name) =>
      rows("SELECT name, definition FROM tributary_functions WHERE name = ?", name).map((row) =>
        functionOf(row, schema),
      )[0],
    listFunctions: () =>
      rows("SELECT name, definition FROM tributary_functions ORDER BY name").map((row) => functionOf(row, schema)),
    connections: () => createConnectionRows(database),
    rowCache: () => (cache ??= createRowCache(database)),
    close: () => {
      if (schema === "store") intoFile(database);
      database.close();
    },
  };
}

/**
 * Whoever copies the file alone has all of it then. Drivers do not always see to it when they close a database. Without
 * waiting for others who read.
 */
function intoFile(database: Database): void {
  try {
    database.exec("PRAGMA wal_checkpoint(PASSIVE)");
  } catch {
    // What stays in the log is read from there.
  }
}

function functionOf([name, sql]: readonly SqliteCell[], schema: StoreSchema): StoredFunction {
  return { kind: "function", name: String(name), schema, sql: String(sql) };
}

function prepare(database: Database, path: string, schema: StoreSchema): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  if (!isOurs(database)) throw unusable(path, "it is a database of something else", "Name another file.");
  checkVersion(database, path);
  database.exec("PRAGMA journal_mode = WAL");
  if (schema === "session") database.exec("PRAGMA synchronous = OFF");
  if (pragma(database, "user_version") === migrations.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been faster.
    checkVersion(database, path);
    for (const step of migrations.slice(pragma(database, "user_version"))) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Empty, or ours. In this order: another process may be making the store, and its tables come with the mark. */
function isOurs(database: Database): boolean {
  if (allRows(database, "SELECT count(*) FROM sqlite_schema", [])[0]?.[0] === 0n) return true;
  return pragma(database, "application_id") === applicationId;
}

function checkVersion(database: Database, path: string): void {
  const version = pragma(database, "user_version");
  if (version <= migrations.length) return;
  throw unusable(
    path,
    `a newer version wrote it (schema ${version}, this one knows ${migrations.length})`,
    "Use the version that wrote it, or a later one.",
  );
}

/** A pragma that is a whole number. */
export function pragma(database: Database, name: string): number {
  return Number(allRows(database, `PRAGMA ${name}`, [])[0]?.[0] ?? 0);
}

/** All rows of a query, whole numbers as bigint. */
export function allRows(database: Database, sql: string, cells: readonly SqliteCell[]): SqliteCell[][] {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  return [...statement.iterate(...cells)];
}

function relationOf(
  [name, kind, columns, sql, ttl, renewed]: readonly SqliteCell[],
  schema: StoreSchema,
): StoredRelation {
  return storedAs(
    [name, kind, columns, sql].map(String),
    schema,
    ttl === null || ttl === undefined ? {} : { ttl: Number(ttl), renewed: String(renewed) },
  );
}

function storedAs(
  [name = "", kind, columns = "[]", sql = ""]: readonly string[],
  schema: StoreSchema,
  living: Pick<StoredTable, "ttl" | "renewed">,
): StoredRelation {
  const list = JSON.parse(columns) as readonly (readonly [string, string])[];
  const known = kindOf(kind);
  if (known === "view") return { kind: known, name, schema, sql, columns: list.map(([column]) => column) };
  const typed = list.map(([column, type]): Column => {
    return { name: column, type: columnTypes.find((known) => known === type) ?? "any" };
  });
  return { kind: known, name, schema, sql, columns: typed, ...living };
}

function entryOf([name, kind, sql, created, refreshed, ttl]: readonly SqliteCell[], schema: StoreSchema): StoredEntry {
  return {
    name: String(name),
    kind: kindOf(String(kind)),
    schema,
    sql: String(sql),
    created: String(created),
    refreshed: refreshed === null || refreshed === undefined ? undefined : String(refreshed),
    ttl: ttl === null || ttl === undefined ? undefined : Number(ttl),
  };
}

function kindOf(kind: string | undefined): StoredRelation["kind"] {
  return kind === "view" || kind === "materialized view" ? kind : "table";
}

/** What the driver and the file system say, as an error that names the file. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError || !(error instanceof Error)) throw error;
    const hint = existsSync(dirname(path)) ? undefined : `The folder ${dirname(path)} does not exist.`;
    throw unusable(path, error.message, hint, error);
  }
}

function unusable(path: string, why: string, hint?: string, cause?: unknown): EngineError {
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `the store ${path} cannot be used: ${why}`,
    hint,
    cause,
  });
}
