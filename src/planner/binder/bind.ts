/** Binds statements: the one planning phase that may wait (for a document to load). */
import { EngineError } from "../../common/error.ts";
import type { SessionStatement, Statement } from "../../sql/ast.ts";
import type { BoundQueryStatement, BoundSession, BoundStatement } from "../bound.ts";
import { bindAttach } from "./attach.ts";
import { bindChange } from "./change.ts";
import { bindCopy } from "./copy.ts";
import { bindCreateConnection } from "./create-connection.ts";
import { bindCreateFunction } from "./create-function.ts";
import { bindDescribe, bindDescribeMethod, bindShow } from "./describe.ts";
import { bindExec } from "./exec.ts";
import { withFullNames } from "./full-names.ts";
import { bindInsert } from "./insert.ts";
import { bindShowInsert } from "./show-insert.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindAlterTable } from "./store-alter.ts";
import { bindCreateIndex, bindCreateTable, bindCreateView, bindDrop, bindRefresh, bindTruncate } from "./store-ddl.ts";
import { bindStoredDelete, bindStoredInsert, bindStoredUpdate, isStoredTarget } from "./store-write.ts";
import { withFunctions } from "./user-functions.ts";

type Binder<K extends Statement["kind"]> = (
  statement: Extract<Statement, { kind: K }>,
  text: string,
  environment: BindEnvironment,
) => Promise<BoundStatement>;

const binders: { readonly [K in Statement["kind"]]: Binder<K> } = {
  query: bindStandaloneQuery,
  insert: (...given) => (isStoredTarget(given[0].target, given[2]) ? bindStoredInsert : bindInsert)(...given),
  update: (...given) => (isStoredTarget(given[0].target, given[2]) ? bindStoredUpdate : bindChange)(...given),
  delete: (...given) => (isStoredTarget(given[0].target, given[2]) ? bindStoredDelete : bindChange)(...given),
  exec: bindExec,
  show: bindShow,
  "show-insert": bindShowInsert,
  use: bindSession,
  auth: bindSession,
  sleep: bindSession,
  purge: bindSession,
  set: bindSession,
  attach: bindAttach,
  detach: bindSession,
  "create-connection": bindCreateConnection,
  "create-connection-group": bindCreateConnection,
  "drop-connection": bindSession,
  describe: bindDescribe,
  "describe-method": bindDescribeMethod,
  explain: async (statement, text, environment) => ({
    kind: "explain",
    analyze: statement.analyze,
    format: statement.format,
    statement: await bind(statement.statement, text, environment),
  }),
  transaction: async ({ action, span }) => {
    throw new EngineError({
      condition: "feature_not_supported",
      stage: "bind",
      message: `${action.toUpperCase()} has no plan: it is not part of another statement`,
      span,
    });
  },
  copy: bindCopy,
  "registry-list": async (statement) => ({ kind: "registry", statement }),
  "registry-pull": async (statement) => ({ kind: "registry", statement }),
  "create-view": bindCreateView,
  "create-table": bindCreateTable,
  "alter-table": bindAlterTable,
  "create-index": bindCreateIndex,
  "create-function": bindCreateFunction,
  drop: bindDrop,
  refresh: bindRefresh,
  truncate: bindTruncate,
};

/**
 * Resolves every name of a statement, chooses methods and binds their arguments. `text` is the SQL that the spans of
 * the statement refer to. Throws EngineError of stage bind.
 */
export async function bind(statement: Statement, text: string, environment: BindEnvironment): Promise<BoundStatement> {
  const binder = binders[statement.kind] as Binder<Statement["kind"]>;
  try {
    return await binder(withFunctions(statement, environment.stored), text, environment);
  } catch (error) {
    throw await withFullNames(error, text, environment.catalog);
  }
}

async function bindSession(statement: SessionStatement): Promise<BoundSession> {
  return { kind: "session", statement };
}

export type { BindEnvironment, BoundQueryStatement };
