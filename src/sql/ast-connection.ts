/** The tree of CREATE CONNECTION, CREATE CONNECTION GROUP and DROP CONNECTION: accounts with names of their own. */
import type { Expression, Identifier, Node, QualifiedName } from "./ast.ts";

interface Created extends Node {
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: Identifier;
  readonly options: readonly ConnectionOption[];
}

/** `CREATE [OR REPLACE] [TEMP] CONNECTION [IF NOT EXISTS] name FOR provider [WITH (key = value, …)]`. */
export interface CreateConnection extends Created {
  readonly kind: "create-connection";
  readonly provider: Identifier;
}

/** `CREATE [OR REPLACE] [TEMP] CONNECTION GROUP [IF NOT EXISTS] name AS (member, …) [WITH (on_error = …)]`. */
export interface CreateConnectionGroup extends Created {
  readonly kind: "create-connection-group";
  readonly members: readonly Identifier[];
}

/** `key.key = value`: the keys of the connections file; a list stands in parentheses. */
export interface ConnectionOption extends Node {
  readonly kind: "connection-option";
  readonly path: QualifiedName;
  readonly value: Expression;
}

/** `DROP CONNECTION [GROUP] [IF EXISTS] name`. */
export interface DropConnection extends Node {
  readonly kind: "drop-connection";
  readonly group: boolean;
  readonly ifExists: boolean;
  readonly name: Identifier;
}

export type ConnectionStatement = CreateConnection | CreateConnectionGroup | DropConnection;
