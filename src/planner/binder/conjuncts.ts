/** The conjuncts of WHERE and of every ON, with what may be done with each. */
import type { Expression } from "../../sql/ast.ts";
import { relationsOf, type FromTree } from "./from.ts";
import type { ScopeRelation } from "./scope.ts";
import { conjunctsOf } from "./terms.ts";

export interface Conjunct {
  readonly expression: Expression;
  readonly place: "where" | "on";
  /** Relations whose parameters a constant in this conjunct may bind; undefined means all. */
  readonly constantsBind: ReadonlySet<ScopeRelation> | undefined;
  /** True where a row that fails it can never reach the result: it may cut argument queries short. */
  readonly filters: boolean;
}

/** All conjuncts, those of WHERE first. */
export function collectConjuncts(where: Expression | undefined, from: FromTree | undefined): Conjunct[] {
  const wheres = conjunctsOf(where).map((expression): Conjunct => ({
    expression,
    place: "where",
    constantsBind: undefined,
    filters: true,
  }));
  return from === undefined ? wheres : [...wheres, ...onConjuncts(from)];
}

function onConjuncts(tree: FromTree): Conjunct[] {
  if (tree.kind === "leaf") return [];
  const kind = tree.node.join;
  const inner = kind === "INNER" || kind === "CROSS";
  // A constant in ON of an outer join limits the side that may be missing, never the side that is kept.
  const limited = kind === "LEFT" ? tree.right : kind === "RIGHT" ? tree.left : undefined;
  const constantsBind = inner ? undefined : new Set(limited === undefined ? [] : relationsOf(limited));
  const own = conjunctsOf(tree.on).map((expression): Conjunct => ({
    expression,
    place: "on",
    constantsBind,
    filters: inner,
  }));
  return [...own, ...onConjuncts(tree.left), ...onConjuncts(tree.right)];
}
