/** Queries that the binder itself writes: over the catalog's relations, and over rows that it knows already. */
import { invariant } from "../../common/error.ts";
import type { Query } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import type { BoundQueryStatement } from "../bound.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";

const texts = new WeakMap<Query, string>();

/** A query and its text, remembered for `sqlOf`. */
export function queryOf(text: string): Query {
  const statement = parseStatement(text);
  invariant(statement.kind === "query", `not a query: ${text}`);
  texts.set(statement, text);
  return statement;
}

/** The text that the spans of a query of `queryOf` refer to. */
export function sqlOf(query: Query): string {
  return texts.get(query) ?? "";
}

/** A string as SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A query that yields these rows of text; undefined cells are NULL. */
export function rowsOf(columns: readonly string[], rows: readonly (readonly (string | undefined)[])[]): Query {
  const cell = (text: string | undefined): string => (text === undefined ? "NULL" : literal(text));
  const values = rows.map((row) => `(${row.map(cell).join(", ")})`).join(", ");
  const names = columns.map((name, index) => `CAST(column${index + 1} AS text) AS "${name}"`).join(", ");
  return queryOf(`SELECT ${names} FROM (VALUES ${values}) AS described`);
}

/** Binds a query of `queryOf` or `rowsOf`. */
export function bindWritten(query: Query, environment: BindEnvironment): Promise<BoundQueryStatement> {
  return bindStandaloneQuery(query, sqlOf(query), environment);
}
