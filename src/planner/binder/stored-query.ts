/** The text of a stored view as a tree. */
import { EngineError, toEngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { Query } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { namedItems, placedAt } from "./view.ts";

/** The query of a stored view; every place in it is that of its name in FROM. Throws `data_exception`. */
export function storedQuery({ name, sql }: { readonly name: string; readonly sql: string }, span: Span): Query {
  try {
    const statement = parseStatement(sql);
    if (statement.kind === "query") return placedAt(namedItems(statement), span);
  } catch (error) {
    throw broken(name, toEngineError(error).message, span);
  }
  throw broken(name, "it is no query", span);
}

function broken(name: string, why: string, span: Span): EngineError {
  return new EngineError({
    condition: "data_exception",
    stage: "bind",
    message: `the stored text of ${name} cannot be read: ${why}`,
    span,
    hint: `Create it again: CREATE OR REPLACE VIEW ${name} AS ….`,
  });
}
