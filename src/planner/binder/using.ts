/** USING and NATURAL: `USING (a)` is `ON left.a = right.a`, and `a` alone then means both. */
import { methodsFor } from "../../catalog/lookup.ts";
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
  const ofRight = new Set(right.flatMap(possibleNames));
  const shared = new Set(left.flatMap(possibleNames).filter((name) => ofRight.has(name)));
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
function possibleNames({ columns, draft }: ScopeRelation): string[] {
  if (draft === undefined) return columns.map((column) => column.label);
  if (draft.relation.kind === "system") return draft.relation.relation.columns.map((column) => column.name);
  return methodsFor(draft.relation.resource, "select").flatMap((method) => [
    ...method.response.columns.map((column) => column.name),
    ...method.parameters.map((parameter) => parameter.name),
  ]);
}
