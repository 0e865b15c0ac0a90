/** The SQLite backend: each statement gets a temporary database of its own, which spills to disk. */
import { quoteName } from "../../../sql/standard-dialect.ts";
import { EngineError, type ErrorCondition, invariant } from "../../../common/error.ts";
import type { Batch, Column, Row, Value } from "../../../common/value.ts";
import type { Backend, Scope, ScopeOptions } from "../backend.ts";
import { fromSqlite, storageTypes, toSqlite } from "./cell.ts";
import { sqliteDialect } from "./dialect.ts";
import { type Database, openTemporaryDatabase, type SqliteCell, type Statement } from "./driver.ts";
import { queryProcessFile } from "./query-program.ts";
import { registerFunctions } from "./functions/functions.ts";
import { registerExact } from "./long-json.ts";
import { createStore, type Store } from "./store.ts";
import { busyTimeout } from "./store-file.ts";
import { countsAll, createTick, tickFunction, withTicks } from "./tick.ts";

const rowsPerBatch = 1000;

/** Every scope has the open files of the store attached, under their schema. */
export function createSqliteBackend(store: Store = createStore(undefined)): Backend {
  const program = queryProcessFile();
  return {
    dialect: sqliteDialect,
    openScope: ({ checkTime = () => undefined }: ScopeOptions = {}) =>
      new SqliteScope({ attached: store.attached(), checkTime, program }),
    timed: withTicks,
    canTime: countsAll,
    openStore: (schema) => store.open(schema),
    rowCache: () => store.rowCache(),
    openRowCache: () => store.openRowCache(),
    storageType: (type) => storageTypes[type],
    close: () => store.close(),
  };
}

interface Surroundings {
  readonly attached: ReturnType<Store["attached"]>;
  readonly checkTime: () => void;
  /** What runs queries in a process of their own; undefined where nothing does. */
  readonly program: string | undefined;
}

class SqliteScope implements Scope {
  readonly queryElsewhere: Scope["queryElsewhere"];
  readonly #database: Database = openTemporaryDatabase();
  readonly #attached: ReturnType<Store["attached"]>;
  readonly #staged = new Map<string, { readonly insert: Statement; rows: number }>();
  /** Throws once the query that runs has had its time. */
  #checkPatience: () => void = () => undefined;

  constructor({ attached, checkTime, program }: Surroundings) {
    this.#attached = attached;
    this.queryElsewhere =
      program === undefined ? undefined : (sql, columns, signal) => this.#elsewhere(program, { sql, columns, signal });
    const check = (): void => {
      checkTime();
      this.#checkPatience();
    };
    // Nothing in it outlives the statement: no journal, no waiting for the disk.
    this.#database.exec(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA foreign_keys = ON;",
    );
    registerFunctions(this.#database, check);
    registerExact(this.#database);
    this.#database.function(tickFunction, { varargs: true, useBigIntArguments: true }, createTick(check));
    for (const { schema, path } of attached) this.#database.prepare(`ATTACH ? AS ${schema}`).run(path);
    if (attached.length > 0) this.#database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  }

  createTable(name: string, columns: readonly Column[]): void {
    // A table needs a column: a relation of which only the number of rows matters gets one that stays NULL.
    const declared =
      columns.length === 0
        ? ['"~"']
        : columns.map((column) => `${quoteName(column.name)} ${storageTypes[column.type]}`);
    this.#database.exec(`CREATE TABLE ${quoteName(name)} (${declared.join(", ")})`);
    const marks = declared.map(() => "?").join(", ");
    const insert = this.#database.prepare(`INSERT INTO ${quoteName(name)} VALUES (${marks})`);
    this.#staged.set(name, { insert, rows: 0 });
  }

  stage(table: string, rows: Batch): void {
    const staged = this.#staged.get(table);
    invariant(staged !== undefined, `there is no staging table ${table}`);
    this.#database.exec("BEGIN");
    for (const row of rows) staged.insert.run(...(row.length === 0 ? [null] : row.map(toSqlite)));
    this.#database.exec("COMMIT");
    staged.rows += rows.length;
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
        batch.push(rowOf(cells, columns));
        if (batch.length < rowsPerBatch) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    } catch (error) {
      throw localError(error);
    }
  }

  rowsIn(name: readonly string[]): number | undefined {
    const [only = ""] = name;
    if (name.length === 1) return this.#staged.get(only)?.rows;
    try {
      const counted = this.#database.prepare(`SELECT max(rowid) FROM ${name.map(quoteName).join(".")}`);
      counted.setReturnArrays(true);
      const [row] = [...counted.iterate()];
      return Number(row?.[0] ?? 0);
    } catch {
      return undefined;
    }
  }

  queryWithin(sql: string, columns: readonly Column[], milliseconds: number): readonly Batch[] | undefined {
    const end = performance.now() + milliseconds;
    let isOver = false;
    this.#checkPatience = () => {
      isOver = performance.now() >= end;
      if (isOver) throw new Error("this takes too long");
    };
    try {
      const batches: Batch[] = [];
      for (const batch of this.query(sql, columns)) {
        batches.push(batch);
        this.#checkPatience();
      }
      return batches;
    } catch (error) {
      if (isOver) return undefined;
      throw error;
    } finally {
      this.#checkPatience = () => undefined;
    }
  }

  async *#elsewhere(
    program: string,
    { sql, columns, signal }: { sql: string; columns: readonly Column[]; signal: AbortSignal },
  ): AsyncIterable<readonly Row[]> {
    // Few statements need it: it is loaded when one does.
    const { copyFolder, rowsFrom } = await import("./elsewhere.ts");
    const copy = copyFolder();
    try {
      this.#database.prepare("VACUUM INTO ?").run(copy.file);
      const stored = this.#attached.map(({ schema, path }) => ({ schema, path }));
      const attached = [...stored, { schema: "staged", path: copy.file }];
      for await (const rows of rowsFrom({ program, task: { sql, attached }, signal })) {
        if (rows.length > 0) yield rows.map((cells) => rowOf(cells, columns));
      }
    } catch (error) {
      throw error instanceof DOMException ? error : localError(error);
    } finally {
      copy.remove();
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

function rowOf(cells: readonly SqliteCell[], columns: readonly Column[]): Row {
  return columns.map((column, index) => fromSqlite(cells[index] ?? null, column.type));
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
