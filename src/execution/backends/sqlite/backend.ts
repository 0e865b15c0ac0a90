/** The SQLite backend: each statement gets a temporary database of its own, which spills to disk. */
import { EngineError, invariant } from "../../../common/error.ts";
import type { Batch, Column, Row, Value } from "../../../common/value.ts";
import type { Backend, Scope, ScopeOptions } from "../backend.ts";
import { fromSqlite, storageTypes, toSqlite } from "./cell.ts";
import { sqliteDialect } from "./dialect.ts";
import { type Database, openTemporaryDatabase, type Statement } from "./driver.ts";
import { registerFunctions } from "./functions/functions.ts";
import { createTick, tickFunction, withTicks } from "./tick.ts";

const rowsPerBatch = 1000;

export function createSqliteBackend(): Backend {
  return { dialect: sqliteDialect, openScope, timed: withTicks, close: () => undefined };
}

function openScope({ checkTime = () => undefined }: ScopeOptions = {}): Scope {
  return new SqliteScope(checkTime);
}

class SqliteScope implements Scope {
  readonly #database: Database = openTemporaryDatabase();
  readonly #inserts = new Map<string, Statement>();

  constructor(checkTime: () => void) {
    // Nothing in it outlives the statement: no journal, no waiting for the disk.
    this.#database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;");
    registerFunctions(this.#database);
    this.#database.function(tickFunction, { varargs: true, useBigIntArguments: true }, createTick(checkTime));
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

  close(): void {
    this.#database.close();
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What SQLite says about a query that the binder let pass, with the condition it amounts to. */
function localError(error: unknown): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) return error;
  const { message } = error;
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
