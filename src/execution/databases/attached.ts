/** The databases of a session: those that its opener gave, and those that ATTACH names until DETACH. */
import type { AuthConfig } from "../../catalog/model.ts";
import type { DatabaseFact } from "../../catalog/session-facts.ts";
import { EngineError } from "../../common/error.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Reach } from "../../connector/transport/offline.ts";
import type { AttachedDatabase, AttachedDatabases } from "../../planner/attached.ts";
import { type Database, tableNamed } from "./database.ts";
import { leftBy } from "./left-by.ts";
import { type Environment, postgresLocation, typeOfLocation } from "./location.ts";
import { postgresDatabase } from "./postgres.ts";
import { givenLocations } from "./given.ts";
import { sqliteDatabase } from "./sqlite.ts";

export interface DatabasesSettings extends Reach {
  readonly auth: { readonly [owner: string]: AuthConfig };
  readonly environment: Environment;
}

export interface Attaching {
  readonly name: string;
  readonly location: string;
  /** As TYPE names it; where absent, the location tells it. */
  readonly type: string | undefined;
}

export interface Databases extends AttachedDatabases {
  facts(): readonly DatabaseFact[];
  /**
   * Throws `duplicate_table` for a name that is taken, `invalid_parameter_value` for a type that is none, and what a
   * database reports that cannot be read.
   */
  attach(given: Attaching, signal: AbortSignal): Promise<void>;
  /** False where nothing was attached under the name. Throws `feature_not_supported` for what the opener gave. */
  detach(name: string): Promise<boolean>;
  close(): Promise<void>;
}

interface Entry {
  readonly name: string;
  readonly source: DatabaseFact["source"];
  readonly database: Database;
}

type Open = (location: string, environment: Environment, reach: Reach) => Database;

/** The kinds of databases, by what TYPE calls them. */
const openers: { readonly [type: string]: Open } = {
  sqlite: (location) => sqliteDatabase(location),
  postgres: (location, environment, reach) => postgresDatabase(postgresLocation(location, environment), reach),
};

const aliases: { readonly [type: string]: string | undefined } = { postgresql: "postgres", sqlite3: "sqlite" };

export function createDatabases({ auth, environment, ...reach }: DatabasesSettings): Databases {
  const entries = new Map<string, Entry>();
  const open = ({ location, type }: Omit<Attaching, "name">): Database =>
    openerOf(type ?? typeOfLocation(location))(location, environment, reach);
  for (const given of givenLocations(auth, environment)) {
    entries.set(given.name.toLowerCase(), { name: given.name, source: "given", database: lazy(() => open(given)) });
  }
  return {
    find: (name) => attachedOf(entries.get(name.toLowerCase())),
    names: () => [...entries.values()].map(({ name }) => name),
    facts: () => [...entries.values()].map(factOf),
    attach: async (given, signal) => {
      const key = given.name.toLowerCase();
      if (entries.has(key)) throw nameTaken(given.name);
      const database = open(given);
      await checked(database, signal);
      entries.set(key, { name: given.name, source: "attached", database });
    },
    detach: async (name) => {
      const entry = entries.get(name.toLowerCase());
      if (entry === undefined) return false;
      if (entry.source === "given") throw cannotDetach(entry.name);
      entries.delete(name.toLowerCase());
      await entry.database.close();
      return true;
    },
    close: async () => {
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map(({ database }) => database.close()));
    },
  };
}

function attachedOf(entry: Entry | undefined): AttachedDatabase | undefined {
  if (entry === undefined) return undefined;
  const { name, database } = entry;
  return {
    name,
    relation: async (table, schema) => {
      const found = await tableNamed(database, table, schema);
      return found === undefined ? undefined : await database.relation(found, `${name}.${found.schema}.${found.name}`);
    },
    names: async () => (await database.tables()).map((table) => `${table.schema}.${table.name}`),
  };
}

function factOf({ name, source, database }: Entry): DatabaseFact {
  const { type, location } = database;
  const { tables, columns } = database;
  return { name, type, location, readOnly: true, source, tables, columns };
}

async function checked(database: Database, signal: AbortSignal): Promise<void> {
  try {
    await leftBy(signal, database.check());
  } catch (error) {
    // What does not answer may not close either.
    void database.close().catch(() => undefined);
    throw error;
  }
}

function openerOf(type: string): Open {
  const name = aliases[type] ?? type;
  const opener = Object.hasOwn(openers, name) ? openers[name] : undefined;
  if (opener !== undefined) return opener;
  const [near] = nearestNames(type, Object.keys(openers));
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "execute",
    message: `there is no type of databases ${type}`,
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}Types are ${Object.keys(openers).join(", ")}.`,
  });
}

function nameTaken(name: string): EngineError {
  return new EngineError({
    condition: "duplicate_table",
    stage: "execute",
    message: `a database ${name} is attached already`,
    hint: `Give another name with AS, or DETACH ${name} first.`,
  });
}

function cannotDetach(name: string): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "execute",
    message: `the database ${name} was given when the session was opened: it stays`,
    hint: "DETACH is for what ATTACH attached.",
  });
}

/** A database that is opened when something is asked of it: a wrong one fails the statement that names it. */
function lazy(open: () => Database): Database {
  let opened: Database | undefined;
  const database = (): Database => (opened ??= open());
  return {
    get type() {
      return database().type;
    },
    get location() {
      return database().location;
    },
    usualSchema: async () => await database().usualSchema(),
    tables: async () => await database().tables(),
    columns: async () => await database().columns(),
    relation: async (table, shown) => await database().relation(table, shown),
    check: async () => await database().check(),
    close: async () => await opened?.close(),
  };
}
