/** What an UPDATE, REPLACE or DELETE says: which parts of it are arguments, and the method that these cover. */
import type { Method } from "../../catalog/model.ts";
import type { Delete, Expression, Query, Update } from "../../sql/ast.ts";
import { chooseMethod, findWritten } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import type { GivenName } from "./argument-names.ts";
import { isList, termsOf } from "./terms.ts";
import { unsupported } from "./unsupported.ts";
import { ownName, sideOf, sidesIn, type WriteNames } from "./write-names.ts";
import type { WriteTerm } from "./write-rows.ts";

/** What the binding of a change works with. */
export interface Change {
  readonly verb: "UPDATE" | "REPLACE" | "DELETE";
  readonly statement: Update | Delete;
  readonly relation: ResourceRelation;
  readonly methods: readonly Method[];
  readonly names: WriteNames;
  readonly conjuncts: readonly Conjunct[];
  readonly sets: readonly (GivenName & { readonly value: Expression })[];
}

/** A conjunct of WHERE, and the argument that it could give a call. */
export interface Conjunct {
  readonly expression: Expression;
  readonly term: WriteTerm | undefined;
}

/** The rows of arguments, and the names that their columns give values to. */
export interface ChangeRows {
  readonly method: Method;
  readonly names: readonly GivenName[];
  readonly query: Query;
  /** How many of the names, from the first on, tell which object is meant. */
  readonly identity: number;
}

/**
 * ORDER BY and LIMIT of a change, for the query that reads its rows; none of them where it has none. Throws
 * `feature_not_supported` beside FROM or USING, where a row of the target may be there several times.
 */
export function rowLimits({
  orderBy,
  limit,
  offset,
  from,
}: Update | Delete): Partial<Pick<Query, "orderBy" | "limit" | "offset">> {
  const clause = orderBy[0] ?? limit ?? offset;
  if (clause === undefined) return {};
  if (from !== undefined) {
    const hint = "Pick the rows by WHERE … IN (SELECT … ORDER BY … LIMIT …).";
    throw unsupported("ORDER BY or LIMIT of a write from several relations", clause.span, hint);
  }
  return { orderBy, ...(limit === undefined ? {} : { limit }), ...(offset === undefined ? {} : { offset }) };
}

/** A conjunct as `column of the target = values that need nothing of the target`. */
export function termOf(conjunct: Expression, names: WriteNames): WriteTerm | undefined {
  const term = termsOf(conjunct).find(({ ref, values }) => {
    if (sideOf(ref, names) === "source") return false;
    if (!isList(values)) return true;
    const sides = values.map((value) => sidesIn(value, names));
    // A list is a table of its own: it cannot name columns at all.
    return sides.every((one) => (values.length === 1 ? isFree(one) : one.size === 0));
  });
  return term && { name: ownName(term.ref, names), span: term.ref.span, values: term.values };
}

/** True where an expression can be computed without a row of the target. */
export function isFree(sides: ReturnType<typeof sidesIn>): boolean {
  return !sides.has("target") && !sides.has("either");
}

/** True where a name in WHERE is meant for the call: a body has its values from SET, but for names that say `data__`. */
function isArgument({ name }: GivenName, method: Method, { verb }: Change): boolean {
  const parameter = findWritten(method, name);
  if (parameter === undefined) return false;
  return parameter.in !== "body" || verb === "DELETE" || /^data__/i.test(name);
}

/** The terms of a change that give a method its arguments, the first for each. */
export function argumentTerms(method: Method, change: Change): ReadonlyMap<Conjunct, WriteTerm> {
  const terms = new Map<Conjunct, WriteTerm>();
  const seen = new Set<unknown>();
  for (const conjunct of change.conjuncts) {
    const { term } = conjunct;
    if (term === undefined || !isArgument(term, method, change)) continue;
    const parameter = findWritten(method, term.name);
    if (!seen.has(parameter)) terms.set(conjunct, term);
    seen.add(parameter);
  }
  return terms;
}

/** The method whose required parameters SET and the terms of WHERE give; undefined where they cover none. */
export function coveredMethod(change: Change): Method | undefined {
  const sets = change.sets.map(({ name }) => name);
  const covered = change.methods.filter((method) => {
    const terms = [...argumentTerms(method, change).values()].map(({ name }) => name);
    return chooseMethod([method], [...sets, ...terms], findWritten) !== undefined;
  });
  const given = [...sets, ...change.conjuncts.flatMap(({ term }) => term?.name ?? [])];
  return chooseMethod(covered, given, findWritten);
}

/** The names that give arguments to some method of the change. */
export function givenNames(change: Change): string[] {
  const terms = change.methods.flatMap((method) => [...argumentTerms(method, change).values()]);
  return [...new Set([...terms, ...change.sets].map(({ name }) => name))];
}
