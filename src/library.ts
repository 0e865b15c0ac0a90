/** The library face: a session whose rows are objects. */
import { join } from "node:path";
import type { EventSink } from "./common/event.ts";
import type { ResultSet } from "./common/result.ts";
import { jsonOf, type JsonValue } from "./common/value.ts";
import { distFolder, stateFolder } from "./paths.ts";
import { version } from "./version.ts";
import { type ExecuteOptions, openSession } from "./session/session.ts";
import { defaultSettings, type Settings } from "./session/settings.ts";

/** Everything may be left out. */
export type OpenOptions = Partial<Omit<Settings, "version" | "shippedProviders">> & {
  /** Receives what happens while statements run: requests, pages, warnings. */
  readonly onEvent?: EventSink;
};

export interface Tributary {
  /**
   * Runs one statement and yields its rows as objects by column name, as they arrive; JSON columns are parsed, whole
   * numbers beyond 2^53 are bigint. Of two columns of one name the second is called `name_2`. Leaving the loop cancels
   * what still runs. Throws EngineError.
   */
  query<R extends object = { [column: string]: JsonValue }>(sql: string, options?: ExecuteOptions): AsyncIterable<R>;
  /** All rows of one statement. */
  rows<R extends object = { [column: string]: JsonValue }>(sql: string, options?: ExecuteOptions): Promise<R[]>;
  /** Runs a script; each result must be read, or left, before the next statement starts. */
  execute(sql: string, options?: ExecuteOptions): AsyncIterable<ResultSet>;
  close(): Promise<void>;
}

/** Opens a session. Credentials come from the environment unless `auth` or `environment` give them. */
export function open(options: OpenOptions = {}): Tributary {
  const { onEvent = () => undefined, ...given } = options;
  const environment = given.environment ?? defaultSettings.environment;
  const settings: Settings = {
    ...defaultSettings,
    shippedProviders: join(distFolder(), "providers"),
    userProviders: join(stateFolder(environment), "providers"),
    ...given,
    version,
  };
  const session = openSession(settings, onEvent);
  const query = <R extends object>(sql: string, executeOptions?: ExecuteOptions): AsyncIterable<R> =>
    objects<R>(session.execute(sql, executeOptions));
  return {
    query,
    rows: async <R extends object>(sql: string, executeOptions?: ExecuteOptions) => {
      const all: R[] = [];
      for await (const row of query<R>(sql, executeOptions)) all.push(row);
      return all;
    },
    execute: (sql, executeOptions) => session.execute(sql, executeOptions),
    close: () => session.close(),
  };
}

async function* objects<R>(results: AsyncIterable<ResultSet>): AsyncIterable<R> {
  for await (const result of results) {
    const names = uniqueNames(result.columns.map((column) => column.name));
    for await (const batch of result.batches) {
      for (const row of batch) yield Object.fromEntries(row.map((cell, i) => [names[i] ?? "", jsonOf(cell)])) as R;
    }
  }
}

function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let copy = 2; taken.has(candidate); copy++) candidate = `${name}_${copy}`;
    taken.add(candidate);
    return candidate;
  });
}
