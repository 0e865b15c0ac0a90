/** The port to databases that are read beside the providers: names in, relations out. */
import type { SystemRelation } from "../catalog/catalog.ts";

export interface AttachedDatabase {
  readonly name: string;
  /**
   * The table or view, without regard to case where that is unambiguous; of the usual schema where none is given.
   * Undefined where there is none. Throws what the database reports.
   */
  relation(table: string, schema?: string): Promise<SystemRelation | undefined>;
  /** `schema.table` of all that can be read, for suggestions. */
  names(): Promise<readonly string[]>;
}

export interface AttachedDatabases {
  /** Without regard to case; undefined where none has the name. */
  find(name: string): AttachedDatabase | undefined;
  names(): readonly string[];
}
