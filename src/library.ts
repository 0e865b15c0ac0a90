/** The library face: a session whose rows are objects. */
import { join } from "node:path";
import { toEngineError } from "./common/error.ts";
import type { EventSink } from "./common/event.ts";
import type { ResultSet } from "./common/result.ts";
import { uniqueNames } from "./common/unique-names.ts";
import { jsonOf, type JsonValue, type Row } from "./common/value.ts";
import { distFolder, stateFolder } from "./paths.ts";
import { type ExecuteOptions, openSession } from "./session/session.ts";
import { defaultSettings, type Settings } from "./session/settings.ts";
import { parseStatement } from "./sql/parser.ts";
import { build, version } from "./version.ts";

/** Everything may be left out. */
export type OpenOptions = Partial<
  Omit<Settings, "version" | "shippedProviders" | "connections" | keyof typeof build | "platform">
> & {
  /** Accounts with names of their own: the path of a file, or an object of the same shape. */
  readonly connections?: string | { readonly [key: string]: JsonValue } | undefined;
  /** Receives what happens while statements run: requests, pages, warnings. */
  readonly onEvent?: EventSink;
};

export interface Tributary {
  /**
   * Runs one statement and yields its rows as objects by column name, as they arrive; JSON columns are parsed, whole
   * numbers beyond 2^53 are bigint. Of two columns of one name the second is called `name_2`. Leaving the loop cancels
   * what still runs. Throws EngineError, also for a text of several statements, of which none is run then.
   */
  query<R extends object = { [column: string]: JsonValue }>(sql: string, options?: ExecuteOptions): AsyncIterable<R>;
  /** All rows of one statement. */
  rows<R extends object = { [column: string]: JsonValue }>(sql: string, options?: ExecuteOptions): Promise<R[]>;
  /** Runs a script; each result must be read, or left, before the next statement starts. */
  execute(sql: string, options?: ExecuteOptions): AsyncIterable<ResultSet>;
  /** Ends what still runs and frees sockets; also at the end of `await using`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a session. Credentials come from the environment unless `auth` or `environment` give them. */
export function open(options: OpenOptions = {}): Tributary {
  const { onEvent = () => undefined, connections, ...given } = options;
  const environment = given.environment ?? defaultSettings.environment;
  const settings: Settings = {
    ...defaultSettings,
    shippedProviders: join(distFolder(), "providers"),
    userProviders: join(stateFolder(environment), "providers"),
    ...given,
    ...(connections === undefined ? {} : { connections: connectionsOf(connections) }),
    ...build,
    version,
  };
  const session = openSession(settings, onEvent);
  const query = <R extends object>(sql: string, executeOptions?: ExecuteOptions): AsyncIterable<R> =>
    objects<R>(sql, session.execute(sql, executeOptions));
  return {
    query,
    rows: async <R extends object>(sql: string, executeOptions?: ExecuteOptions) => {
      const all: R[] = [];
      for await (const row of query<R>(sql, executeOptions)) all.push(row);
      return all;
    },
    execute: (sql, executeOptions) => session.execute(sql, executeOptions),
    close: () => session.close(),
    [Symbol.asyncDispose]: () => session.close(),
  };
}

/** Read when a statement first names a provider; what is wrong with them is that statement's error. */
function connectionsOf(given: NonNullable<OpenOptions["connections"]>): Settings["connections"] {
  return async () => {
    if (typeof given === "string") return (await import("./config/read-file.ts")).readConnectionsFile(given);
    const { connectionsIn } = await import("./config/declarations.ts");
    return connectionsIn(given, { source: "the option connections", folder: process.cwd() });
  };
}

/** Refuses a script before any of it runs: its results would run into each other. */
function checkOneStatement(sql: string): void {
  try {
    parseStatement(sql);
  } catch (error) {
    throw toEngineError(error).withSql(sql);
  }
}

async function* objects<R>(sql: string, results: AsyncIterable<ResultSet>): AsyncIterable<R> {
  checkOneStatement(sql);
  for await (const result of results) {
    const names = uniqueNames(result.columns.map((column) => column.name));
    for await (const batch of result.batches) {
      for (const row of batch) yield objectOf(names, row) as R;
    }
  }
}

function objectOf(names: readonly string[], row: Row): object {
  const object: { [name: string]: JsonValue } = {};
  for (const [index, name] of names.entries()) {
    const value = jsonOf(row[index] ?? null);
    // Assigning this one name would set the prototype.
    if (name === "__proto__")
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    else object[name] = value;
  }
  return object;
}
