/** Stored relations as the planner sees them: a look-up by name, and what a statement does to them. */
import type { Column, ColumnType } from "../common/value.ts";
import type { Expression, SelectItem } from "../sql/ast.ts";
import type { ReferenceAction, TableConstraint } from "../sql/ast-store.ts";
import type { BoundQueryStatement } from "./bound.ts";

/** Where a stored relation lives: in the session, or in the store that outlives it. */
export type StoreSchema = "session" | "store";

/** A view is its text: expanded where it is named. */
export interface StoredView {
  readonly kind: "view";
  readonly name: string;
  readonly schema: StoreSchema;
  /** Its own names for the columns; empty where the query names them. */
  readonly columns: readonly string[];
  readonly sql: string;
}

/** Rows that are kept. The text of a materialized view makes them anew. */
export interface StoredTable {
  readonly kind: "table" | "materialized view";
  readonly name: string;
  readonly schema: StoreSchema;
  readonly columns: readonly Column[];
  readonly sql: string;
  /** Seconds that rows of a materialized view are good for; absent where they are until they are renewed. */
  readonly ttl?: number;
  /** When its rows were made, where they have a time to live. */
  readonly renewed?: string;
}

export type StoredRelation = StoredView | StoredTable;

export interface StoredIndex {
  readonly kind: "index";
  readonly name: string;
  readonly schema: StoreSchema;
}

/** A function is the statement that makes it: put in where it is called. */
export interface StoredFunction {
  readonly kind: "function";
  readonly name: string;
  readonly schema: StoreSchema;
  readonly sql: string;
}

/** A stored relation as it is listed. */
export interface StoredEntry {
  readonly name: string;
  readonly kind: StoredRelation["kind"];
  readonly schema: StoreSchema;
  /** The query of a view, or the statement that created a table. */
  readonly sql: string;
  readonly created: string;
  /** When the rows of a materialized view were last renewed. */
  readonly refreshed: string | undefined;
  /** Seconds that its rows are good for. */
  readonly ttl: number | undefined;
}

/** Look-ups regard no case. */
export interface StoredRelations {
  /** What a name means; one of the session hides one of the store. */
  find(name: string): StoredRelation | undefined;
  findIndex(name: string): StoredIndex | undefined;
  /** Where something is created. */
  schemaFor(temporary: boolean): StoreSchema;
  /** Names of all views and tables. */
  names(): readonly string[];
  list(): readonly StoredEntry[];
  /** As `find`, among functions, which have names of their own. */
  findFunction(name: string): StoredFunction | undefined;
  listFunctions(): readonly StoredFunction[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  /** The bound query of one row that yields the default. */
  readonly default?: BoundQueryStatement["query"];
  /** A bound condition of one row. */
  readonly check?: Expression;
  readonly references?: TableReferences;
}

/** Rows of another table, by columns that are unique there; without columns, by its primary key. */
export interface TableReferences {
  readonly table: string;
  readonly columns: readonly string[];
  readonly onDelete?: ReferenceAction;
  readonly onUpdate?: ReferenceAction;
}

/** A constraint of a whole table, bound. */
export interface TableRule {
  readonly name?: string;
  readonly what: TableConstraint["what"];
  readonly columns: readonly string[];
  readonly check?: Expression;
  readonly references?: TableReferences;
}

/** What INSERT does with a row that is there already: nothing, or assignments in names of the local engine. */
export interface ConflictRule {
  readonly columns: readonly string[];
  readonly assignments: readonly { readonly column: string; readonly value: Expression }[];
  readonly where?: Expression;
}

/** What a statement does in the store. Those that take rows have them in `input`. */
export type StoreOperation =
  | { readonly kind: "nothing" }
  | { readonly kind: "create-view"; readonly view: StoredView; readonly replaced: StoredRelation | undefined }
  | {
      readonly kind: "create-function";
      readonly created: StoredFunction;
      readonly replaced: StoredFunction | undefined;
    }
  | {
      readonly kind: "create-table";
      readonly table: StoredTable;
      readonly columns: readonly TableColumn[];
      readonly rules: readonly TableRule[];
    }
  | { readonly kind: "fill"; readonly table: StoredTable; readonly replaced: StoredRelation | undefined }
  | {
      readonly kind: "create-index";
      readonly index: StoredIndex;
      readonly table: StoredTable;
      readonly columns: readonly string[];
      readonly unique: boolean;
    }
  /** `table` as it was, `altered` as it will be. */
  | {
      readonly kind: "alter-table";
      readonly table: StoredTable;
      readonly altered: StoredTable;
      /** Others that refer to it, with their definitions as they will be. */
      readonly referring: readonly StoredTable[];
      readonly change:
        | { readonly kind: "add"; readonly column: TableColumn }
        | { readonly kind: "drop"; readonly column: string }
        | { readonly kind: "rename-column"; readonly column: string; readonly to: string }
        | { readonly kind: "rename" };
    }
  | { readonly kind: "drop"; readonly dropped: readonly (StoredRelation | StoredIndex | StoredFunction)[] }
  | { readonly kind: "truncate"; readonly table: StoredTable }
  | {
      readonly kind: "insert";
      readonly table: StoredTable;
      readonly columns: readonly string[];
      readonly onConflict?: ConflictRule;
    }
  /** Input: the row's id, then the values. */
  | {
      readonly kind: "update";
      readonly table: StoredTable;
      readonly columns: readonly string[];
    }
  /** Input: the row's id. */
  | { readonly kind: "delete"; readonly table: StoredTable };

export interface StoredReturning {
  readonly items: readonly SelectItem[];
  readonly columns: readonly Column[];
}

export interface BoundStore {
  readonly kind: "store";
  readonly operation: StoreOperation;
  readonly input?: BoundQueryStatement;
  readonly returning?: StoredReturning;
  /** What a person is told when it is done. */
  readonly message: string;
}

/** The name of the column that tells the rows of a stored table apart; never part of `*`. */
export const rowId = "rowid";
