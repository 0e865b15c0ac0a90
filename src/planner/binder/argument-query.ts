/** The query that yields the argument sets of a dependent scan: DISTINCT rows over relations that are staged before. */
import { plainSelect } from "../../sql/build.ts";
import { EngineError, invariant } from "../../common/error.ts";
import { joinSpans, type Span } from "../../common/span.ts";
import type { ColumnRef, CommonTable, Expression, Query, Select, SelectItem, TableRef } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import type { ArgumentSource } from "../scan.ts";
import type { Replacements } from "./arguments.ts";
import type { Conjunct } from "./conjuncts.ts";
import { bindExpression, quoted } from "./expression.ts";
import { closeFunction } from "./from.ts";
import { unsupported } from "./unsupported.ts";
import { findCommonTable, resolve, type Scope, type ScopeFilters, type ScopeRelation } from "./scope.ts";
import { scansIn } from "./scans-in.ts";
import { isUnresolved, touching, type BindState } from "./state.ts";

type Wanted =
  | { readonly parameter: string; readonly value: Expression }
  | { readonly parameter: string; readonly query: Query };

interface ArgumentQuery {
  readonly wanted: readonly Wanted[];
  readonly conjuncts: readonly Conjunct[];
  readonly scope: Scope;
  readonly state: BindState;
  readonly replacements: Replacements;
}

export function argumentQuery(asked: ArgumentQuery): ArgumentSource {
  const { wanted, scope, state } = asked;
  const parameters = wanted.map(({ parameter }) => parameter);
  const [only] = wanted;
  if (only !== undefined && "query" in only) {
    return { kind: "query", parameters, query: only.query, dependsOn: scansIn(only.query, state) };
  }
  const { result: items, touched } = touching(state, () =>
    wanted.map((item): SelectItem => {
      invariant("value" in item, "a subquery stands alone as an argument source");
      const { node } = bindExpression(item.value, scope, state);
      return { kind: "select-item", expression: node, alias: quoted(item.parameter, node.span), span: node.span };
    }),
  );
  const relations = withNeeds(touched, scope, state);
  for (const relation of relations) refuseRecursive(relation, scope, items[0]?.span);
  const from = crossJoin([...relations].map((relation) => relation.tableRef));
  const where = conjunction(filtersOver(relations, asked));
  const span = items[0]?.span ?? { start: 0, end: 0 };
  const select: Select = plainSelect({
    distinct: true,
    items,
    span,
    ...(from === undefined ? {} : { from }),
    ...(where === undefined ? {} : { where }),
  });
  const definitions = scope.tables.flatMap((table): CommonTable[] =>
    table.definition === undefined ? [] : [table.definition],
  );
  const query: Query = { kind: "query", body: select, orderBy: [], span };
  const whole: Query =
    definitions.length === 0 ? query : { ...query, with: { kind: "with", recursive: true, tables: definitions, span } };
  return { kind: "query", parameters, query: whole, dependsOn: scansIn(whole, state) };
}

/** The rows of a recursive table are known only when all are: no call can be made for those so far. */
function refuseRecursive({ draft, tableRef }: ScopeRelation, scope: Scope, span: Span | undefined): void {
  if (draft !== undefined || tableRef.kind !== "named-table") return;
  // A stored table has a schema before its name.
  if (tableRef.name.parts.length > 1) return;
  const name = tableRef.name.parts[0]?.name ?? "";
  if (findCommonTable(scope.tables, name)?.definition !== undefined) return;
  throw unsupported(
    `a call for each row of ${name} within ${name}`,
    span ?? tableRef.span,
    "Join one level after the other, each with a call of its own.",
  );
}

/** A lateral relation cannot stand in FROM without those it refers to; those come first. */
function withNeeds(relations: Iterable<ScopeRelation>, scope: Scope, state: BindState): Set<ScopeRelation> {
  const all = new Set<ScopeRelation>();
  const add = (relation: ScopeRelation): void => {
    closeFunction(relation, scope, state);
    for (const needed of relation.needs) add(needed);
    all.add(relation);
  };
  for (const relation of relations) add(relation);
  return all;
}

function crossJoin(refs: readonly TableRef[]): TableRef | undefined {
  if (refs.length === 0) return undefined;
  return refs.reduce((left, right) => ({
    kind: "join",
    join: "CROSS",
    natural: false,
    comma: false,
    left,
    right,
    using: [],
    span: right.span,
  }));
}

/** The conjuncts that concern these relations alone: rows that fail them cannot reach the result. */
function filtersOver(
  relations: ReadonlySet<ScopeRelation>,
  { conjuncts, scope, state, replacements }: ArgumentQuery,
): Expression[] {
  const own = filtersAt(scope, { conjuncts, replacements }, relations, state);
  const around: Expression[] = [];
  for (let level = scope.parent; level !== undefined; level = level.parent) {
    if (level.filters !== undefined) around.push(...filtersAt(level, level.filters, relations, state));
  }
  return [...own, ...around];
}

// oxlint-disable-next-line max-params -- one level of scopes, what filters it, and for whom
function filtersAt(
  scope: Scope,
  { conjuncts, replacements }: ScopeFilters,
  relations: ReadonlySet<ScopeRelation>,
  state: BindState,
): Expression[] {
  return conjuncts.flatMap(({ expression, filters }) => {
    const mentioned = filters ? relationsIn(expression, scope) : undefined;
    if (mentioned === undefined || mentioned.size === 0) return [];
    if (![...mentioned].every((relation) => relations.has(relation))) return [];
    return replacements.get(expression) ?? [bindExpression(expression, scope, state).node];
  });
}

/** The relations that an expression names; undefined where one is not settled or there is a subquery. */
function relationsIn(expression: Expression, scope: Scope): Set<ScopeRelation> | undefined {
  const found = new Set<ScopeRelation>();
  let known = true;
  const note = (ref: ColumnRef): void => {
    try {
      found.add(resolve(ref, scope).relation);
    } catch (error) {
      if (!(error instanceof EngineError) || !isUnresolved(error)) throw error;
      known = false;
    }
  };
  visit(expression, {
    "column-ref": note,
    query: () => {
      known = false;
      return false;
    },
  });
  return known ? found : undefined;
}

/** The ANDed expressions; undefined for none. */
export function conjunction(expressions: readonly Expression[]): Expression | undefined {
  if (expressions.length === 0) return undefined;
  return expressions.reduce((left, right) => ({
    kind: "binary",
    operator: "AND",
    left,
    right,
    span: joinSpans(left.span, right.span),
  }));
}
