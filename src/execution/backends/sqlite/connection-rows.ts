/** Connections and groups that statements declared, in the store that outlives the session. */
import type { Database } from "./driver.ts";

export const connectionSchema = `CREATE TABLE tributary_connections (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    kind TEXT NOT NULL,
    declaration TEXT NOT NULL,
    created TEXT NOT NULL
  )`;

export interface ConnectionRow {
  readonly name: string;
  readonly kind: "connection" | "group";
  /** The keys of the connections file, as JSON text. It holds no secret in clear. */
  readonly declaration: string;
}

export interface ConnectionRows {
  /** In the order in which they were declared. */
  list(): readonly ConnectionRow[];
  /** Takes the place of one of the same name. */
  put(row: ConnectionRow): void;
  remove(name: string): void;
}

/** The rows in a store of the current schema. */
export function createConnectionRows(database: Database): ConnectionRows {
  return {
    list: () => {
      const select = database.prepare(
        "SELECT name, kind, declaration FROM tributary_connections ORDER BY created, rowid",
      );
      select.setReturnArrays(true);
      return [...select.iterate()].map(([name, kind, declaration]) => ({
        name: String(name),
        kind: kind === "group" ? "group" : "connection",
        declaration: String(declaration),
      }));
    },
    put: ({ name, kind, declaration }) => {
      const insert =
        "INSERT OR REPLACE INTO tributary_connections (name, kind, declaration, created) VALUES (?, ?, ?, ?)";
      database.prepare(insert).run(name, kind, declaration, new Date().toISOString());
    },
    remove: (name) => void database.prepare("DELETE FROM tributary_connections WHERE name = ?").run(name),
  };
}
