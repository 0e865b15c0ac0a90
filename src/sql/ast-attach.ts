/** The tree of ATTACH and DETACH: databases that a session reads beside its providers. */
import type { Identifier, Node } from "./ast.ts";

/** `ATTACH [IF NOT EXISTS] 'location' [AS name] [(TYPE sqlite, READ_ONLY true)]`; options as written, lower case. */
export interface Attach extends Node {
  readonly kind: "attach";
  readonly ifNotExists: boolean;
  readonly location: string;
  readonly name?: Identifier;
  readonly type?: string;
  readonly readOnly?: boolean;
}

/** `DETACH [IF EXISTS] name`. */
export interface Detach extends Node {
  readonly kind: "detach";
  readonly ifExists: boolean;
  readonly name: Identifier;
}
