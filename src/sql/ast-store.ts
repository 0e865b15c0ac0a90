/** The tree of the statements about what is stored: views, materialized views, tables, their indexes, functions. */
import type { Expression, Identifier, Node, Query, TypeName } from "./ast.ts";

export type StoreStatement =
  | CreateView
  | CreateTable
  | AlterTable
  | CreateIndex
  | CreateFunction
  | Drop
  | Refresh
  | Truncate;

/** Stored relations have names of one part. */
export interface CreateView extends Node {
  readonly kind: "create-view";
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly materialized: boolean;
  readonly ifNotExists: boolean;
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  /** `WITH (ttl = …)`: how old its rows may be when it is read. */
  readonly ttl?: Expression;
  readonly query: Query;
}

/** With a query it has no column definitions: the query gives them. */
export interface CreateTable extends Node {
  readonly kind: "create-table";
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: Identifier;
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly TableConstraint[];
  readonly query?: Query;
}
export interface ColumnDefinition extends Node {
  readonly kind: "column-definition";
  readonly name: Identifier;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly default?: Expression;
  readonly check?: Expression;
  readonly references?: References;
}

/** What holds for all rows of a table. CHECK has a condition, FOREIGN KEY what it refers to, the others columns alone. */
export interface TableConstraint extends Node {
  readonly kind: "table-constraint";
  readonly name?: Identifier;
  readonly what: "PRIMARY KEY" | "UNIQUE" | "CHECK" | "FOREIGN KEY";
  readonly columns: readonly Identifier[];
  readonly check?: Expression;
  readonly references?: References;
}

export type ReferenceAction = "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";

/** Without columns it refers to the primary key. */
export interface References extends Node {
  readonly kind: "references";
  readonly table: Identifier;
  readonly columns: readonly Identifier[];
  readonly onDelete?: ReferenceAction;
  readonly onUpdate?: ReferenceAction;
}

export interface CreateIndex extends Node {
  readonly kind: "create-index";
  readonly unique: boolean;
  readonly ifNotExists: boolean;
  readonly name: Identifier;
  readonly table: Identifier;
  readonly columns: readonly Identifier[];
}

/** Types are casts: of an argument, and of the value. */
export interface CreateFunction extends Node {
  readonly kind: "create-function";
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: Identifier;
  readonly parameters: readonly FunctionParameter[];
  readonly returns?: TypeName;
  readonly body: Expression;
}
export interface FunctionParameter extends Node {
  readonly kind: "function-parameter";
  readonly name: Identifier;
  readonly type?: TypeName;
}

export interface Drop extends Node {
  readonly kind: "drop";
  readonly what: "VIEW" | "MATERIALIZED VIEW" | "TABLE" | "INDEX" | "FUNCTION";
  readonly ifExists: boolean;
  readonly names: readonly Identifier[];
}

export interface Refresh extends Node {
  readonly kind: "refresh";
  readonly name: Identifier;
}

export interface Truncate extends Node {
  readonly kind: "truncate";
  readonly name: Identifier;
}

/** `ADD definition`, `DROP column`, `RENAME column TO to`, or `RENAME TO to` where there is no column. */
export interface AlterTable extends Node {
  readonly kind: "alter-table";
  readonly name: Identifier;
  readonly change: "ADD" | "DROP" | "RENAME";
  readonly definition?: ColumnDefinition;
  readonly column?: Identifier;
  readonly to?: Identifier;
}
