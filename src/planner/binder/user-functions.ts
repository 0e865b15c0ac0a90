/** The functions that statements created, as the binder looks them up where they are called. */
import { EngineError, toEngineError } from "../../common/error.ts";
import type { Statement } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { isBuiltIn } from "../functions/functions.ts";
import { type UserFunction, userFunction, type UserFunctions, withUserFunctions } from "../rewrites/user-functions.ts";
import type { StoredFunction, StoredRelations } from "../stored.ts";

/** Statements whose text is kept: calls stand in it as they were written. */
const kept: ReadonlySet<Statement["kind"]> = new Set(["create-view", "create-table", "create-function"]);

/** A look-up in a store; each text is read once. One of the engine is never one of a user. */
export function functionsOf(stored: StoredRelations | undefined): UserFunctions {
  const known = new Map<string, UserFunction | undefined>();
  return (name) => {
    if (stored === undefined || isBuiltIn(name)) return undefined;
    if (!known.has(name)) {
      const found = stored.findFunction(name);
      known.set(name, found === undefined ? undefined : functionFrom(found));
    }
    return known.get(name);
  };
}

/** The statement with every call of a user function replaced, except in texts that are kept. */
export function withFunctions(statement: Statement, stored: StoredRelations | undefined): Statement {
  return kept.has(statement.kind) ? statement : withUserFunctions(statement, functionsOf(stored));
}

/** Throws `data_exception` where the text is none that this version can read. */
function functionFrom({ name, sql }: StoredFunction): UserFunction {
  let why = "it is no function";
  try {
    const statement = parseStatement(sql);
    if (statement.kind === "create-function") return userFunction(statement);
  } catch (error) {
    why = toEngineError(error).message;
  }
  throw new EngineError({
    condition: "data_exception",
    stage: "bind",
    message: `the stored text of the function ${name} cannot be read: ${why}`,
    hint: `Create it again: CREATE OR REPLACE FUNCTION ${name}(…) AS ….`,
  });
}
