/**
 * PostgreSQL as a database beside the providers. Rows are read through a cursor in a read-only transaction, a batch at
 * a time, so that a slow reader holds the server back. The client is loaded when the first database is named.
 */
import type { Pool, PoolClient, QueryArrayConfig } from "pg";
import { quoteName } from "../../sql/standard-dialect.ts";
import type { TableColumnFact, TableFact } from "../../catalog/session-facts.ts";
import type { Batch, Row } from "../../common/value.ts";
import { type Reach, refuseSockets } from "../../connector/transport/offline.ts";
import type { Database } from "./database.ts";
import type { PostgresLocation } from "./location.ts";
import { leftBy } from "./left-by.ts";
import { uniqueColumns } from "./names.ts";
import { postgresFailure } from "./postgres-failure.ts";
import { postgresType } from "./postgres-types.ts";
import { tableRelation } from "./relation.ts";
import { type SourceColumn, type SourceDialect } from "./terms.ts";

const rowsInBatch = 1000;

/** Cells come as the text that the server sends. */
const asText = { getTypeParser: () => (text: unknown) => text } as never;

/** What decides how cells are written as text; set for each transaction, as poolers forget it. */
const begin = [
  "BEGIN READ ONLY",
  ...Object.entries({
    timezone: "UTC",
    datestyle: "ISO",
    intervalstyle: "iso_8601",
    bytea_output: "hex",
    extra_float_digits: "1",
    standard_conforming_strings: "on",
  }).map(([name, value]) => `SET LOCAL ${name} = '${value}'`),
].join("; ");

/** A database as an address gives it; nothing is sent before something is asked of it. */
export function postgresDatabase({ connection, shown: location }: PostgresLocation, reach: Reach): Database {
  let opened: Promise<Pool> | undefined;
  const pool = (): Promise<Pool> => {
    refuseSockets(location, reach);
    return (opened ??= openPool(connection));
  };
  const ask = async (sql: string, values: readonly string[] = []): Promise<string[][]> => {
    try {
      const query: QueryArrayConfig = { text: sql, values: [...values], rowMode: "array", types: asText };
      return (await (await pool()).query<string[]>(query)).rows;
    } catch (error) {
      throw postgresFailure(error, location);
    }
  };
  return {
    type: "postgres",
    location,
    usualSchema: async () => (await ask("SELECT current_schema()"))[0]?.[0] ?? "public",
    tables: async () =>
      (await ask(tablesSql)).map(([schema = "", name = "", kind]) => ({ schema, name, isView: kind !== "table" })),
    columns: async () =>
      (await ask(`${columnsSql} ORDER BY n.nspname, c.relname, a.attnum`)).map(
        ([schema = "", table = "", ...described]): TableColumnFact => {
          const { name, type } = columnOf(described, described[0] ?? "");
          return { schema, table, name, type };
        },
      ),
    relation: async (table, shown) => {
      const columns = await columnsOf(table, ask);
      return tableRelation({
        shown,
        sql: `${quoteName(table.schema)}.${quoteName(table.name)}`,
        columns,
        dialect,
        query: (sql, selected, signal) => rowsOf({ sql, pool, location, signal }, selected),
      });
    },
    check: async () => void (await ask("SELECT 1")),
    close: async () => void (await (await opened)?.end()),
  };
}

async function openPool(connection: PostgresLocation["connection"]): Promise<Pool> {
  const { default: client } = await import("pg");
  const pool = new client.Pool({
    ...connection,
    application_name: "tributary",
    connectionTimeoutMillis: 15_000,
    max: 8,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  });
  // A connection that breaks while nobody uses it is replaced by the next one that is needed.
  pool.on("error", () => undefined);
  return pool;
}

const dialect: SourceDialect = {
  selected: ({ sourceName, asJson }) =>
    asJson === true ? `to_json(${quoteName(sourceName)})::text` : quoteName(sourceName),
  boolean: (value) => (value ? "TRUE" : "FALSE"),
  orderedText: (literal) => `${literal} COLLATE "C"`,
};

const ownTables =
  "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'";

const tablesSql = `SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${ownTables} ORDER BY n.nspname, c.relname`;

/** A domain is what it is made of. */
const columnsSql = `SELECT n.nspname, c.relname, a.attname,
  coalesce(b.typname, t.typname), CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END,
  coalesce(b.typcategory, t.typcategory) IN ('A', 'C'), current_setting('server_encoding') = 'UTF8'
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
WHERE a.attnum > 0 AND NOT a.attisdropped AND ${ownTables}`;

async function columnsOf(
  { schema, name }: TableFact,
  ask: (sql: string, values: readonly string[]) => Promise<string[][]>,
): Promise<SourceColumn[]> {
  const found = await ask(`${columnsSql} AND n.nspname = $1 AND c.relname = $2 ORDER BY a.attnum`, [schema, name]);
  const described = found.map((row) => row.slice(2));
  const names = uniqueColumns(described.map(([column = ""]) => column));
  return described.map((row, index) => columnOf(row, names[index] ?? ""));
}

function columnOf(
  [sourceName = "", type = "", modifier, isNested, isUtf8]: readonly string[],
  name: string,
): SourceColumn {
  const kind = postgresType(type, Number(modifier), isNested === "t");
  // The bytes of other encodings have another order than those of UTF-8.
  const comparison = kind.comparison === "ordered text" && isUtf8 !== "t" ? "text" : kind.comparison;
  const { asJson, cell, nullsDiffer } = kind;
  return { name, sourceName, type: kind.type, comparison, nullsAgree: nullsDiffer !== true, asJson, cell };
}

interface CursorRead {
  readonly sql: string;
  readonly pool: () => Promise<Pool>;
  readonly location: string;
  readonly signal: AbortSignal;
}

async function* rowsOf(
  { sql, pool, location, signal }: CursorRead,
  columns: readonly SourceColumn[],
): AsyncIterable<Batch> {
  const client = await connected({ pool, location, signal });
  let broken = true;
  const release = atMostOnce((destroy: boolean) => client.release(destroy));
  // A connection in the middle of a query ends with it.
  const onAbort = (): void => release(true);
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    await client.query(`${begin}; DECLARE rows NO SCROLL CURSOR FOR ${sql}`);
    yield* fetched(client, columns);
    await client.query("ROLLBACK");
    broken = false;
  } catch (error) {
    throw signal.aborted ? signal.reason : postgresFailure(error, location);
  } finally {
    signal.removeEventListener("abort", onAbort);
    release(broken);
  }
}

/** A server that does not answer is not waited for once the statement is over. */
async function connected({ pool, location, signal }: Omit<CursorRead, "sql">): Promise<PoolClient> {
  const connecting = (await pool()).connect();
  try {
    return await leftBy(signal, connecting);
  } catch (error) {
    connecting.then(
      (client) => client.release(true),
      () => undefined,
    );
    throw signal.aborted ? signal.reason : postgresFailure(error, location);
  }
}

async function* fetched(client: PoolClient, columns: readonly SourceColumn[]): AsyncIterable<Batch> {
  const query: QueryArrayConfig = { text: `FETCH ${rowsInBatch} FROM rows`, rowMode: "array", types: asText };
  for (;;) {
    const { rows } = await client.query<(string | null)[]>(query);
    if (rows.length > 0) yield rows.map((row) => rowOf(row, columns));
    if (rows.length < rowsInBatch) return;
  }
}

function rowOf(row: readonly (string | null)[], columns: readonly SourceColumn[]): Row {
  return columns.map(({ cell }, index) => {
    const text = row[index] ?? null;
    return text === null || cell === undefined ? text : cell(text);
  });
}

function atMostOnce<T>(work: (given: T) => void): (given: T) => void {
  let isDone = false;
  return (given) => {
    if (isDone) return;
    isDone = true;
    work(given);
  };
}
