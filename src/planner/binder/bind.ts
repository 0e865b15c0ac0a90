/** Binds statements: the one planning phase that may wait (for a document to load). */
import type { SessionStatement, Statement } from "../../sql/ast.ts";
import type { BoundQueryStatement, BoundSession, BoundStatement } from "../bound.ts";
import { bindDelete } from "./delete.ts";
import { bindDescribe, bindDescribeMethod, bindShow } from "./describe.ts";
import { bindExec } from "./exec.ts";
import { withFullNames } from "./full-names.ts";
import { bindInsert } from "./insert.ts";
import { bindShowInsert } from "./show-insert.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindUpdate } from "./update.ts";

type Binder<K extends Statement["kind"]> = (
  statement: Extract<Statement, { kind: K }>,
  text: string,
  environment: BindEnvironment,
) => Promise<BoundStatement>;

const binders: { readonly [K in Statement["kind"]]: Binder<K> } = {
  query: bindStandaloneQuery,
  insert: bindInsert,
  update: bindUpdate,
  delete: bindDelete,
  exec: bindExec,
  show: bindShow,
  "show-insert": bindShowInsert,
  use: bindSession,
  sleep: bindSession,
  purge: bindSession,
  set: bindSession,
  describe: bindDescribe,
  "describe-method": bindDescribeMethod,
  explain: async (statement, text, environment) => ({
    kind: "explain",
    analyze: statement.analyze,
    format: statement.format,
    statement: await bind(statement.statement, text, environment),
  }),
  "registry-list": async (statement) => ({ kind: "registry", statement }),
  "registry-pull": async (statement) => ({ kind: "registry", statement }),
};

/**
 * Resolves every name of a statement, chooses methods and binds their arguments. `text` is the SQL that the spans of
 * the statement refer to. Throws EngineError of stage bind.
 */
export async function bind(statement: Statement, text: string, environment: BindEnvironment): Promise<BoundStatement> {
  const binder = binders[statement.kind] as Binder<Statement["kind"]>;
  try {
    return await binder(statement, text, environment);
  } catch (error) {
    throw await withFullNames(error, text, environment.catalog);
  }
}

async function bindSession(statement: SessionStatement): Promise<BoundSession> {
  return { kind: "session", statement };
}

export type { BindEnvironment, BoundQueryStatement };
