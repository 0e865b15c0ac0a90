/** How to tell a query in parentheses from anything else in parentheses. */
import type { Cursor } from "./cursor.ts";

/** True where a query begins here; one that begins with a parenthesis is only known after its first term. */
export function startsQuery(cursor: Cursor): boolean {
  return cursor.at("SELECT", "WITH") || cursor.atSequence("VALUES", "(");
}

/** True where a query in parentheses turns out to be the first term of a longer one. */
export function continuesQuery(cursor: Cursor): boolean {
  return cursor.at("UNION", "EXCEPT", "INTERSECT", "ORDER", "LIMIT", "OFFSET", "FETCH");
}
