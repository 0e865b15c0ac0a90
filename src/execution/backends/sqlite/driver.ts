/**
 * The SQLite driver: built into Node 24 and later, a prebuilt package of the same interface below. Node 22 has the
 * module, but without what later needs (authorizer) and with a warning at start.
 */
import { createRequire } from "node:module";
import { EngineError } from "../../../common/error.ts";

export type SqliteCell = null | number | bigint | string | Uint8Array;

export interface Statement {
  run(...parameters: readonly SqliteCell[]): unknown;
  iterate(...parameters: readonly SqliteCell[]): Iterable<SqliteCell[]>;
  setReadBigInts(enabled: boolean): void;
  setReturnArrays(enabled: boolean): void;
}

/** A function of many rows; one with `inverse` may have frames of a window. States are cells: one driver keeps no others. */
export interface Aggregate {
  readonly start: SqliteCell | (() => SqliteCell);
  readonly step: (state: SqliteCell, ...cells: SqliteCell[]) => SqliteCell;
  readonly inverse?: (state: SqliteCell, ...cells: SqliteCell[]) => SqliteCell;
  readonly result?: (state: SqliteCell) => SqliteCell;
  readonly deterministic?: boolean;
  readonly useBigIntArguments?: boolean;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  function(
    name: string,
    options: { deterministic?: boolean; varargs?: boolean; directOnly?: boolean; useBigIntArguments?: boolean },
    run: (...cells: SqliteCell[]) => SqliteCell,
  ): void;
  aggregate(name: string, options: Aggregate): void;
  close(): void;
}

const require = createRequire(import.meta.url);

/** Opens a database that spills to a temporary file (the empty name), gone when it is closed. */
export function openTemporaryDatabase(): Database {
  return new (driver())("");
}

/** Opens a database file, which must be there or is made. */
export function openDatabase(path: string): Database {
  return new (driver())(path);
}

/** Opens a database file that must be there, without the right to write to it. */
export function openReadOnlyDatabase(path: string): Database {
  return new (driver())(path, { readOnly: true });
}

type DatabaseClass = new (path: string, options?: { readonly readOnly?: boolean }) => Database;
let loaded: DatabaseClass | undefined;

function driver(): DatabaseClass {
  return (loaded ??= loadDriver());
}

function loadDriver(): DatabaseClass {
  const major = Number(process.versions.node.split(".")[0]);
  const name = major >= 24 ? "node:sqlite" : "@photostructure/sqlite";
  try {
    return (require(name) as { DatabaseSync: DatabaseClass }).DatabaseSync;
  } catch (cause) {
    throw new EngineError({
      condition: "configuration_error",
      stage: "execute",
      message: `the SQLite driver ${name} cannot be loaded`,
      hint: "Use Node 24 or later, or install the optional dependency @photostructure/sqlite 1.2.1 beside tributary-sql.",
      cause,
    });
  }
}
