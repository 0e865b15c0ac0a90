/** The seam to the databases that a session reads beside its providers: one file beside this for each kind. */
import type { SystemRelation } from "../../catalog/catalog.ts";
import type { TableColumnFact, TableFact } from "../../catalog/session-facts.ts";
import { nearestOf } from "./names.ts";

export interface Database {
  readonly type: "sqlite" | "postgres";
  /** A path, or an address without its password. */
  readonly location: string;
  /** The schema of names that give none. */
  usualSchema(): Promise<string>;
  tables(): Promise<readonly TableFact[]>;
  columns(): Promise<readonly TableColumnFact[]>;
  /** A table or view by its exact name; `shown` is what it is called in plans. */
  relation(table: TableFact, shown: string): Promise<SystemRelation>;
  /** Throws where the database cannot be read. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The table that a name means: the exact one, else the only one that differs in case. */
export async function tableNamed(database: Database, table: string, schema?: string): Promise<TableFact | undefined> {
  const [tables, wanted] = await Promise.all([database.tables(), schema ?? database.usualSchema()]);
  const schemas = [...new Set(tables.map((each) => each.schema))];
  const inSchema = nearestOf(schemas, wanted, (each) => each);
  return nearestOf(
    tables.filter((each) => each.schema === inSchema),
    table,
    (each) => each.name,
  );
}
