/** USING and NATURAL: `USING (a)` is `ON left.a = right.a`, and `a` alone then means both. */
import { connectionColumn } from "../../catalog/connections.ts";
import { methodsFor } from "../../catalog/lookup.ts";
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { ColumnRef, Expression, Identifier, Join } from "../../sql/ast.ts";
import { and, equals } from "../../sql/build.ts";
import { quoted } from "./expression.ts";
import type { Scope, ScopeRelation } from "./scope.ts";

/** The condition of a join, by its ON or by the names it merges. Throws `undefined_column` at a name one side lacks. */
export function joinCondition(
  join: Join,
  left: readonly ScopeRelation[],
  right: readonly ScopeRelation[],
  scope: Scope,
): Expression | undefined {
  const names = join.natural ? sharedNames(join, left, right) : join.using;
  if (names.length === 0) return join.on;
  for (const { name } of names) scope.merged.add(name.toLowerCase());
  return and(...names.map((name) => equals(columnOf(name, left), columnOf(name, right))));
}

function sharedNames(join: Join, left: readonly ScopeRelation[], right: readonly ScopeRelation[]): Identifier[] {
  const ofRight = new Set(right.flatMap(surelyShown));
  const shared = new Set(left.flatMap(surelyShown).filter((name) => ofRight.has(name)));
  return [...shared].map((name) => quoted(name, join.span));
}

function columnOf(name: Identifier, side: readonly ScopeRelation[]): ColumnRef {
  const wanted = name.name.toLowerCase();
  const owner = side.find((relation) => possibleNames(relation).some((known) => known.toLowerCase() === wanted));
  if (owner !== undefined) {
    return { kind: "column-ref", parts: [quoted(owner.alias, name.span), name], span: name.span };
  }
  throw new EngineError({
    condition: "undefined_column",
    stage: "bind",
    message: `USING names ${name.name}, which one side of the join does not have`,
    span: name.span,
  });
}

/** Names that a relation shows or takes, known before its method is chosen. */
function possibleNames(relation: ScopeRelation): string[] {
  const taken = methodsOf(relation)?.flatMap(({ parameters }) => parameters.map(({ name }) => name));
  return taken === undefined ? columnsOf(relation) : [...columnsOf(relation), ...taken, connectionColumn];
}

/** Names that a relation shows whichever method is chosen: an optional parameter is a column only where it is given. */
function surelyShown(relation: ScopeRelation): string[] {
  const methods = methodsOf(relation);
  if (methods === undefined) return columnsOf(relation);
  const [first = [], ...others] = methods.map(shownBy);
  return first.filter((name) => others.every((names) => names.includes(name)));
}

function shownBy({ response, parameters }: Method): string[] {
  const required = parameters.filter((parameter) => parameter.required);
  return [...response.columns, ...required].map(({ name }) => name);
}

function columnsOf({ columns, draft }: ScopeRelation): string[] {
  if (draft === undefined) return columns.map(({ label }) => label);
  if (draft.relation.kind === "system") return draft.relation.relation.columns.map(({ name }) => name);
  return methodsFor(draft.relation.resource, "select").flatMap(({ response }) =>
    response.columns.map(({ name }) => name),
  );
}

/** The methods that may be chosen; undefined for what is no resource. */
function methodsOf({ draft }: ScopeRelation): readonly Method[] | undefined {
  return draft === undefined || draft.relation.kind === "system"
    ? undefined
    : methodsFor(draft.relation.resource, "select");
}
