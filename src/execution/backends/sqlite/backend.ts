/** The SQLite backend: each statement gets a temporary database of its own, which spills to disk. */
import { EngineError, type ErrorCondition, invariant } from "../../../common/error.ts";
import type { Batch, Column, Row, Value } from "../../../common/value.ts";
import type { Backend, Scope, ScopeOptions } from "../backend.ts";
import { fromSqlite, storageTypes, toSqlite } from "./cell.ts";
import { sqliteDialect } from "./dialect.ts";
import { type Database, openTemporaryDatabase, type Statement } from "./driver.ts";
import { registerFunctions } from "./functions/functions.ts";
import { registerExact } from "./long-json.ts";
import { createStore, type Store } from "./store.ts";
import { busyTimeout } from "./store-file.ts";
import { createTick, tickFunction, withTicks } from "./tick.ts";

const rowsPerBatch = 1000;

/** Every scope has the open files of the store attached, under their schema. */
export function createSqliteBackend(store: Store = createStore(undefined)): Backend {
  return {
    dialect: sqliteDialect,
    openScope: ({ checkTime = () => undefined }: ScopeOptions = {}) => new SqliteScope(store.attached(), checkTime),
    timed: withTicks,
    openStore: (schema) => store.open(schema),
    rowCache: () => store.rowCache(),
    openRowCache: () => store.openRowCache(),
    storageType: (type) => storageTypes[type],
    close: () => store.close(),
  };
}

class SqliteScope implements Scope {
  readonly #database: Database = openTemporaryDatabase();
  readonly #inserts = new Map<string, Statement>();

  constructor(attached: ReturnType<Store["attached"]>, checkTime: () => void) {
    // Nothing in it outlives the statement: no journal, no waiting for the disk.
    this.#database.exec(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA foreign_keys = ON;",
    );
    registerFunctions(this.#database, checkTime);
    registerExact(this.#database);
    this.#database.function(tickFunction, { varargs: true, useBigIntArguments: true }, createTick(checkTime));
    for (const { schema, path } of attached) this.#database.prepare(`ATTACH ? AS ${schema}`).run(path);
    if (attached.length > 0) this.#database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  }

  createTable(name: string, columns: readonly Column[]): void {
    // A table needs a column: a relation of which only the number of rows matters gets one that stays NULL.
    const declared =
      columns.length === 0 ? ['"~"'] : columns.map((column) => `${quote(column.name)} ${storageTypes[column.type]}`);
    this.#database.exec(`CREATE TABLE ${quote(name)} (${declared.join(", ")})`);
    const marks = declared.map(() => "?").join(", ");
    this.#inserts.set(name, this.#database.prepare(`INSERT INTO ${quote(name)} VALUES (${marks})`));
  }

  stage(table: string, rows: Batch): void {
    const insert = this.#inserts.get(table);
    invariant(insert !== undefined, `there is no staging table ${table}`);
    this.#database.exec("BEGIN");
    for (const row of rows) insert.run(...(row.length === 0 ? [null] : row.map(toSqlite)));
    this.#database.exec("COMMIT");
  }

  check(sql: string): void {
    try {
      this.#database.prepare(sql);
    } catch (error) {
      throw localError(error);
    }
  }

  *query(sql: string, columns: readonly Column[], parameters: readonly Value[] = []): Iterable<Row[]> {
    try {
      const statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      let batch: Row[] = [];
      for (const cells of statement.iterate(...parameters.map(toSqlite))) {
        batch.push(columns.map((column, index) => fromSqlite(cells[index] ?? null, column.type)));
        if (batch.length < rowsPerBatch) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    } catch (error) {
      throw localError(error);
    }
  }

  run(sql: string, parameters: readonly Value[] = []): void {
    this.#database.prepare(sql).run(...parameters.map(toSqlite));
  }

  transaction<T>(work: () => T): T {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw localError(error);
    }
  }

  /** Some failures have ended the transaction already. */
  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      return;
    }
  }

  close(): void {
    this.#database.close();
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What SQLite says about a change of the store. */
const storeErrors: readonly {
  readonly pattern: RegExp;
  readonly condition: ErrorCondition;
  readonly told: (message: string) => string;
}[] = [
  { pattern: /constraint failed/i, condition: "constraint_violation", told: (message) => message },
  {
    pattern: /foreign key mismatch/i,
    condition: "constraint_violation",
    told: (message) => `${message}: what a FOREIGN KEY refers to is neither a primary key nor unique`,
  },
  {
    pattern: /ON CONFLICT clause does not match/,
    condition: "data_exception",
    told: () => "the columns of ON CONFLICT are neither a primary key nor unique together",
  },
  // Another process was faster than this one since the statement was bound.
  { pattern: /already exists/i, condition: "duplicate_table", told: (message) => message },
  {
    pattern: /database (table )?is locked/i,
    condition: "lock_not_available",
    told: () => `another process has been writing to the store for more than ${busyTimeout / 1000} seconds`,
  },
];

/** What SQLite says about a query that the binder let pass, with the condition it amounts to. */
function localError(error: unknown): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) return error;
  const { message } = error;
  const told = storeErrors.find(({ pattern }) => pattern.test(message));
  if (told !== undefined)
    return new EngineError({ condition: told.condition, stage: "execute", message: told.told(message), cause: error });
  const condition = /malformed JSON|JSON/i.test(message)
    ? "invalid_json"
    : /no such (column|table)/.test(message)
      ? "internal_error"
      : /wrong number of arguments|no such function/.test(message)
        ? "undefined_function"
        : "data_exception";
  return new EngineError({
    condition,
    stage: "execute",
    message: `the local engine refuses the query: ${message}`,
    cause: error,
  });
}
