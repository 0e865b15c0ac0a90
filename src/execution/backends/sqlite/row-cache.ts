/** Rows of calls in a store file. Several processes share it: what one forgets is forgotten for all. */
import { EngineError } from "../../../common/error.ts";
import { Json, jsonOf, type JsonValue, parseJson, type Row, stringifyJson } from "../../../common/value.ts";
import type { KeptCall, RowCache } from "../backend.ts";
import type { Database, SqliteCell } from "./driver.ts";

/** The tables it lives in; a step of the schema of a store. */
export const rowCacheSchema = `
  CREATE TABLE tributary_kept (
    key TEXT PRIMARY KEY, provider TEXT NOT NULL, relation TEXT NOT NULL, kept INTEGER NOT NULL, expires INTEGER NOT NULL
  );
  CREATE TABLE tributary_kept_pages (
    key TEXT NOT NULL REFERENCES tributary_kept (key) ON DELETE CASCADE, page INTEGER NOT NULL, rows TEXT NOT NULL,
    PRIMARY KEY (key, page)
  ) WITHOUT ROWID;
  CREATE TABLE tributary_kept_generations (provider TEXT PRIMARY KEY, generation INTEGER NOT NULL)`;

/** The cache in an open store. */
export function createRowCache(database: Database): RowCache {
  database.exec("PRAGMA foreign_keys = ON");
  const rows = (sql: string, ...cells: readonly SqliteCell[]): SqliteCell[][] => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return [...statement.iterate(...cells)];
  };
  const run = (sql: string, ...cells: readonly SqliteCell[]): void => void database.prepare(sql).run(...cells);
  const generation = (provider: string): number =>
    Number(
      rows("SELECT sum(generation) FROM tributary_kept_generations WHERE provider IN (?, '')", provider)[0]?.[0] ?? 0,
    );
  const write = (work: () => void): void => {
    begin(database);
    try {
      work();
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  };
  return {
    generation,
    find: (key, since) => {
      const found = rows(
        `SELECT p.rows FROM tributary_kept AS k LEFT JOIN tributary_kept_pages AS p ON p.key = k.key
         WHERE k.key = ? AND k.kept >= ? ORDER BY p.page`,
        key,
        since,
      );
      return found.length === 0 ? undefined : pagesOf(found);
    },
    keep: (call, pages) =>
      write(() => {
        run("DELETE FROM tributary_kept WHERE key = ? OR expires < ?", call.key, call.kept);
        // Somebody changed something while the rows were read: they may be those from before.
        if (generation(call.provider) === call.generation) insert(call, pages, run);
      }),
    forget: (provider) =>
      write(() => {
        const [where, ...cells] = provider === undefined ? [""] : ["WHERE provider = ?", provider];
        run(`DELETE FROM tributary_kept ${where}`, ...cells);
        // The empty name counts for all.
        run(
          `INSERT INTO tributary_kept_generations VALUES (?, 1)
           ON CONFLICT (provider) DO UPDATE SET generation = generation + 1`,
          provider ?? "",
        );
      }),
    list: () =>
      rows(
        `SELECT k.relation, k.kept, k.expires, coalesce(sum(json_array_length(p.rows)), 0) FROM tributary_kept AS k
         LEFT JOIN tributary_kept_pages AS p ON p.key = k.key GROUP BY k.key ORDER BY k.relation, k.kept`,
      ).map(([relation, kept, expires, count]) => {
        return { relation: String(relation), kept: Number(kept), expires: Number(expires), rows: Number(count) };
      }),
  };
}

/** Throws `lock_not_available` where another process writes for too long. */
function begin(database: Database): void {
  try {
    database.exec("BEGIN IMMEDIATE");
  } catch (cause) {
    throw new EngineError({
      condition: "lock_not_available",
      stage: "execute",
      message: "another process has been writing to the store for too long",
      cause,
    });
  }
}

type Runner = (sql: string, ...cells: readonly SqliteCell[]) => void;

function insert(
  { key, provider, relation, kept, expires }: KeptCall,
  pages: readonly (readonly Row[])[],
  run: Runner,
): void {
  run("INSERT INTO tributary_kept VALUES (?, ?, ?, ?, ?)", key, provider, relation, kept, expires);
  for (const [index, page] of pages.entries()) {
    const text = stringifyJson(page.map((row) => row.map(jsonOf)));
    run("INSERT INTO tributary_kept_pages VALUES (?, ?, ?)", key, index, text);
  }
}

/** The pages one after the other, each read from its text when its turn comes. */
function* pagesOf(found: readonly (readonly SqliteCell[])[]): Iterable<readonly Row[]> {
  for (const [text] of found) {
    if (typeof text !== "string") continue;
    yield (parseJson(text) as readonly (readonly JsonValue[])[]).map((row) => row.map(cellOf));
  }
}

function cellOf(value: JsonValue): Row[number] {
  return typeof value === "object" && value !== null ? Json.ofValue(value) : value;
}
