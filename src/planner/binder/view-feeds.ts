/**
 * Values that joins and subqueries give to a view of a provider document: `ON v.name = other.column` of a relation to
 * its left, which makes the view a LATERAL subquery, and `v.name IN (SELECT …)`, which moves into it.
 */
import type { Expression, Query } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import { standsAlone } from "./offers.ts";
import type { Scope } from "./scope.ts";
import type { BindState } from "./state.ts";
import { conjunctsOf, isConstant, isList, termsOf, type Term } from "./terms.ts";
import type { Given } from "./view.ts";

/** The terms by lower-case name that WHERE, and ON of the join that is being opened, give the view with an alias. */
export function feedsTo(alias: string, scope: Scope, state: BindState): Given {
  const feeds = new Map<string, Term>();
  for (const term of [...(scope.joining ?? []), ...conjunctsOf(scope.where)].flatMap(termsOf)) {
    const [first, ...rest] = term.ref.parts.map((part) => part.name.toLowerCase());
    const name = rest.join(".");
    const isOwn = rest.length > 0 && first === alias.toLowerCase();
    if (isOwn && !isConstant(term) && !feeds.has(name) && isOfOthers(term, scope, state)) feeds.set(name, term);
  }
  return feeds;
}

/** True where every column in the values belongs, by its qualifier, to a relation that is open already. */
function isOfOthers({ values }: Term, scope: Scope, state: BindState): boolean {
  if (!isList(values)) return standsAlone({ values }, scope, state);
  const known = new Set(scope.relations.map(({ alias }) => alias.toLowerCase()));
  return qualifiersIn(values).every((qualifier) => qualifier !== undefined && known.has(qualifier));
}

/** The first part of each column reference of several parts, undefined for each of one; lower case. */
function qualifiersIn(nodes: readonly (Expression | Query)[]): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (const node of nodes) {
    visit(node, {
      "column-ref": ({ parts: [first, ...rest] }) =>
        void found.push(rest.length === 0 ? undefined : first?.name.toLowerCase()),
    });
  }
  return found;
}

/** True where the query of a view took a value that is a column of another relation. */
export function isFed(query: Query, feeds: Given): boolean {
  const values = new Set([...feeds.values()].flatMap((term) => (isList(term.values) ? term.values : [])));
  let isUsed = false;
  visit(query, {
    "in-list": ({ items }) => {
      if (items.some((item) => values.has(item))) isUsed = true;
    },
  });
  return isUsed;
}

/** True where a relation inside the view has the name by which a value means one outside: it would be mistaken. */
export function capturesFeed(query: Query, feeds: Given): boolean {
  const inside = new Set<string>();
  visit(query, {
    "named-table": ({ alias, name }) => void inside.add((alias?.name ?? name.parts.at(-1))?.name.toLowerCase() ?? ""),
    "derived-table": ({ alias }) => void inside.add(alias?.name.name.toLowerCase() ?? ""),
    "table-function": ({ alias, call }) =>
      void inside.add((alias?.name ?? call.name.parts.at(-1))?.name.toLowerCase() ?? ""),
  });
  const values = [...feeds.values()].flatMap((term) => (isList(term.values) ? term.values : []));
  return qualifiersIn(values).some((qualifier) => qualifier !== undefined && inside.has(qualifier));
}
