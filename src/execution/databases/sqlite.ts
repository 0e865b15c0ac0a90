/** SQLite files as databases beside the providers: read only, opened for each read, so that nothing is held meanwhile. */
import { existsSync } from "node:fs";
import { quoteName } from "../../sql/standard-dialect.ts";
import type { TableColumnFact, TableFact } from "../../catalog/session-facts.ts";
import { EngineError, reasonOf } from "../../common/error.ts";
import type { Batch, ColumnType, Value } from "../../common/value.ts";
import { fromSqlite } from "../backends/sqlite/cell.ts";
import { type Database as Connection, openReadOnlyDatabase, type SqliteCell } from "../backends/sqlite/driver.ts";
import type { Database } from "./database.ts";
import { uniqueColumns } from "./names.ts";
import { tableRelation } from "./relation.ts";
import { type Comparison, type SourceColumn, type SourceDialect } from "./terms.ts";

/** The schema of a file, as SQLite calls it. */
const schema = "main";

const rowsInBatch = 1000;

/** A file as a database; it is opened when something is asked of it. */
export function sqliteDatabase(path: string): Database {
  const readTable = (name: string): SourceColumn[] => withConnection(path, (connection) => columnsOf(connection, name));
  const tables = (): readonly TableFact[] => withConnection(path, tablesOf);
  return {
    type: "sqlite",
    location: path,
    usualSchema: async () => schema,
    tables: async () => tables(),
    columns: async () =>
      tables().flatMap(({ name: table }): TableColumnFact[] =>
        readTable(table).map(({ name, type }) => ({ schema, table, name, type })),
      ),
    relation: async ({ name }, shown) =>
      tableRelation({
        shown,
        sql: quoteName(name),
        columns: readTable(name),
        dialect,
        holdsThread: true,
        query: (sql, columns, signal) => rowsOf({ path, sql }, columns, signal),
      }),
    check: async () => void tables(),
    close: async () => undefined,
  };
}

const dialect: SourceDialect = {
  selected: ({ sourceName }) => quoteName(sourceName),
  boolean: (value) => (value ? "1" : "0"),
  orderedText: (literal) => `${literal} COLLATE BINARY`,
};

function withConnection<T>(path: string, work: (connection: Connection) => T): T {
  const connection = open(path);
  try {
    return work(connection);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    connection.close();
  }
}

function open(path: string): Connection {
  if (!existsSync(path)) {
    throw new EngineError({
      condition: "io_error",
      stage: "execute",
      message: `there is no file ${path}`,
      hint: "A database that is attached must be there; paths start at the working directory.",
    });
  }
  try {
    const connection = openReadOnlyDatabase(path);
    // What a file defines must not do more than read it.
    connection.exec("PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000");
    return connection;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const reason = reasonOf(error);
  const isLocked = /locked|busy/i.test(reason);
  return new EngineError({
    condition: isLocked ? "lock_not_available" : "data_exception",
    stage: "execute",
    message: `${path} cannot be read as a SQLite database: ${reason}`,
    cause: error,
  });
}

function cells(connection: Connection, sql: string, ...parameters: readonly SqliteCell[]): SqliteCell[][] {
  const statement = connection.prepare(sql);
  statement.setReturnArrays(true);
  return [...statement.iterate(...parameters)].map((row) => [...row]);
}

function tablesOf(connection: Connection): TableFact[] {
  const sql =
    "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name";
  return cells(connection, sql).map(([name, type]) => ({ schema, name: String(name), isView: type === "view" }));
}

/** Hidden columns of virtual tables are left out, generated ones are not. */
function columnsOf(connection: Connection, table: string): SourceColumn[] {
  const found = cells(connection, "SELECT name, type FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", table);
  const names = uniqueColumns(found.map(([name]) => String(name)));
  return found.map(([sourceName, declared], index) => {
    const { type, comparison } = typeOf(String(declared ?? ""));
    return { name: names[index] ?? "", sourceName: String(sourceName), type, comparison, nullsAgree: true };
  });
}

interface DeclaredType {
  readonly type: ColumnType;
  readonly comparison: Comparison;
}

/**
 * What a declared type says, in the order that decides. A file keeps any cell in any column: what does not fit stays
 * as it is. Numbers are compared alike on both sides; text is ordered by the collation of the column.
 * Source: sqlite.org/datatype3.html, 3.1, with the names that people use beside it.
 */
const declaredTypes: readonly (readonly [RegExp, DeclaredType])[] = [
  [/INT/, { type: "integer", comparison: "integer" }],
  [/CHAR|CLOB|TEXT/, { type: "text", comparison: "text" }],
  [/BLOB/, { type: "any", comparison: "none" }],
  [/REAL|FLOA|DOUB/, { type: "number", comparison: "number" }],
  [/BOOL/, { type: "boolean", comparison: "boolean" }],
  [/JSON/, { type: "json", comparison: "none" }],
];

function typeOf(declared: string): DeclaredType {
  const upper = declared.toUpperCase();
  return declaredTypes.find(([pattern]) => pattern.test(upper))?.[1] ?? { type: "any", comparison: "none" };
}

async function* rowsOf(
  { path, sql }: { readonly path: string; readonly sql: string },
  columns: readonly SourceColumn[],
  signal: AbortSignal,
): AsyncIterable<Batch> {
  const connection = open(path);
  try {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    let batch: Value[][] = [];
    for (const row of statement.iterate()) {
      batch.push(columns.map(({ type }, index) => cellOf(row[index] ?? null, type)));
      if (batch.length < rowsInBatch) continue;
      yield batch;
      signal.throwIfAborted();
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } catch (error) {
    throw signal.aborted ? error : unreadable(path, error);
  } finally {
    connection.close();
  }
}

function cellOf(cell: SqliteCell, type: ColumnType): Value {
  return cell instanceof Uint8Array ? `\\x${Buffer.from(cell).toString("hex")}` : fromSqlite(cell, type);
}
