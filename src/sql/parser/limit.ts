/** LIMIT, OFFSET, FETCH, and the locking clauses that are read and ignored. */
import type { Expression, Query } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { present } from "./shared.ts";

/** limits → { limit | offset | fetch } { locking }, each of the first three at most once */
export function parseLimits(cursor: Cursor): Pick<Query, "limit" | "offset"> {
  let found: Limits = {};
  const taken = new Set<string>();
  while (cursor.at("LIMIT", "OFFSET", "FETCH")) {
    const token = cursor.take();
    const clause = token.text === "OFFSET" ? "OFFSET" : "LIMIT";
    if (taken.has(clause)) throw cursor.error(`${clause} is given twice`, token);
    taken.add(clause);
    found = { ...found, ...clauses[token.text]?.(cursor) };
    if (found.offset !== undefined) taken.add("OFFSET");
  }
  skipLocking(cursor);
  return present({ limit: found.limit, offset: found.offset });
}

interface Limits {
  readonly limit?: Expression | undefined;
  readonly offset?: Expression | undefined;
}

const clauses: Readonly<Record<string, (cursor: Cursor) => Limits>> = {
  LIMIT: parseLimit,
  OFFSET: parseOffset,
  FETCH: parseFetch,
};

/** limit → "LIMIT" ("ALL" | expression [ "," expression ]); with a comma the offset comes first */
function parseLimit(cursor: Cursor): Limits {
  if (cursor.accept("ALL")) return {};
  const first = cursor.rules.expression(cursor);
  return cursor.accept(",") ? { offset: first, limit: cursor.rules.expression(cursor) } : { limit: first };
}

/** offset → "OFFSET" expression [ "ROW" | "ROWS" ] */
function parseOffset(cursor: Cursor): Limits {
  const offset = cursor.rules.expression(cursor);
  cursor.accept("ROW", "ROWS");
  return { offset };
}

/** fetch → "FETCH" ("FIRST" | "NEXT") [ expression ] ("ROW" | "ROWS") "ONLY" */
function parseFetch(cursor: Cursor): Limits {
  if (cursor.accept("FIRST", "NEXT") === undefined) cursor.fail("FIRST or NEXT");
  const one: Expression = { kind: "literal", value: 1, type: "number", span: cursor.spanFrom(cursor.last) };
  const limit = cursor.at("ROW", "ROWS") ? one : cursor.rules.expression(cursor);
  if (cursor.accept("ROW", "ROWS") === undefined) cursor.fail("ROW or ROWS");
  if (cursor.atSequence("WITH", "TIES")) throw cursor.notSupported("FETCH … WITH TIES", cursor.peek());
  cursor.expect("ONLY");
  return { limit };
}

/** locking → "FOR" ("UPDATE" | "SHARE") [ "NOWAIT" | "SKIP" "LOCKED" ] | "LOCK" "IN" "SHARE" "MODE" */
function skipLocking(cursor: Cursor): void {
  if (cursor.acceptSequence("LOCK", "IN")) {
    cursor.expect("SHARE");
    cursor.expect("MODE");
  } else if (cursor.accept("FOR")) {
    if (cursor.accept("UPDATE", "SHARE") === undefined) cursor.fail("UPDATE or SHARE");
    if (cursor.accept("NOWAIT") === undefined) cursor.acceptSequence("SKIP", "LOCKED");
  }
}
