/** What attached databases hold, in the words of `information_schema`: a database is a catalog. */
import type { TableColumnFact, DatabaseFact, SessionFacts, TableFact } from "../session-facts.ts";
import type { Keys } from "./relation.ts";

export interface OfDatabase<T> {
  readonly catalog: string;
  readonly facts: readonly T[];
}

export function attachedTables(keys: Keys, session: SessionFacts | undefined): AsyncIterable<OfDatabase<TableFact>> {
  return factsOf(keys, session, (database) => database.tables());
}

export function attachedColumns(
  keys: Keys,
  session: SessionFacts | undefined,
): AsyncIterable<OfDatabase<TableColumnFact>> {
  return factsOf(keys, session, (database) => database.columns());
}

/** The databases that the keys leave. One that cannot be read is an error where it is named, else it is left out. */
async function* factsOf<T>(
  keys: Keys,
  session: SessionFacts | undefined,
  ask: (database: DatabaseFact) => Promise<readonly T[]>,
): AsyncIterable<OfDatabase<T>> {
  const named = keys.get("provider");
  for (const database of session?.databases?.() ?? []) {
    if (named !== undefined && String(named).toLowerCase() !== database.name.toLowerCase()) continue;
    try {
      yield { catalog: database.name, facts: await ask(database) };
    } catch (error) {
      if (named !== undefined) throw error;
    }
  }
}
