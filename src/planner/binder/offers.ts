/** Offers: which terms of WHERE and ON could give a parameter of which relation its value, and when. */
import { EngineError } from "../../common/error.ts";
import type { ColumnRef, Expression } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import type { Conjunct } from "./conjuncts.ts";
import type { ScanDraft } from "./draft.ts";
import { qualifiedRelation, resolve, type Scope, type ScopeRelation } from "./scope.ts";
import { bindOnce, boundAlone, isUnresolved, type BindState } from "./state.ts";
import { isConstant, isList, termsOf, type Term } from "./terms.ts";

/** A relation that is read by a scan. */
export type ScanRelation = ScopeRelation & { readonly draft: ScanDraft };

/** A term that could give a parameter of a relation its value. */
export interface Offer {
  readonly relation: ScanRelation;
  /** The name as written. */
  readonly name: string;
  readonly term: Term;
  readonly conjunct: Conjunct;
  /** True where the values name no column. */
  readonly constant: boolean;
}

/** The relations of a scope that scans read. */
export function scanRelations(scope: Scope): ScanRelation[] {
  return scope.relations.filter((relation): relation is ScanRelation => relation.draft !== undefined);
}

/** Every offer that the conjuncts make to the relations of a scope. */
export function collectOffers(conjuncts: readonly Conjunct[], scope: Scope, state: BindState): Offer[] {
  return conjuncts.flatMap((conjunct) =>
    termsOf(conjunct.expression).flatMap((term) => {
      const constant = isConstant(term);
      return targetsOf(term, scope)
        .filter(({ relation, name }) => relation.draft.hasParameter(name))
        .filter(() => standsAlone(term, scope, state))
        .filter(({ relation }) => !constant || conjunct.constantsBind?.has(relation) !== false)
        .map((target): Offer => ({ ...target, term, conjunct, constant }));
    }),
  );
}

/** False for a subquery that needs the query around: it has no rows before that has. */
export function standsAlone({ values }: Pick<Term, "values">, { parent, tables }: Scope, state: BindState): boolean {
  return isList(values) || boundAlone(state, () => bindOnce(values.query, { parent, tables }, state)) !== undefined;
}

/** The names that constant terms compare and a relation could be meant by, known to it or not. */
export function namesOffered(conjuncts: readonly Conjunct[], relation: ScanRelation, scope: Scope): string[] {
  const terms = conjuncts.flatMap((conjunct) => termsOf(conjunct.expression)).filter(isConstant);
  return terms.flatMap((term) =>
    targetsOf(term, scope).flatMap((target) => (target.relation === relation ? [target.name] : [])),
  );
}

/** The relations that the reference of a term may mean: one by alias, all without. */
function targetsOf(term: Term, scope: Scope): Pick<Offer, "relation" | "name">[] {
  const parts = term.ref.parts.map((part) => part.name);
  const qualified = qualifiedRelation(parts, scope);
  const name = (qualified?.rest ?? parts).join(".");
  const candidates = scanRelations(scope);
  const meant = qualified === undefined ? candidates : candidates.filter((one) => one === qualified.relation);
  return meant.map((relation) => ({ relation, name }));
}

/** A term that has a meaning only as an argument: no response of the relation shows what it names. */
export function isArgumentOnly({ relation, name, constant }: Offer): boolean {
  return !constant && !relation.draft.showsColumn(name);
}

/** True where every column that the values of an offer name belongs to a relation that is settled already. */
export function isReady(offer: Offer, scope: Scope): boolean {
  if (offer.constant || !isList(offer.term.values)) return true;
  return offer.term.values.every((value) => isResolvable(value, offer.relation, scope));
}

/** True where every column named in the expression is known by now and none belongs to `except`. */
function isResolvable(expression: Expression, except: ScopeRelation, scope: Scope): boolean {
  let resolvable = true;
  visit(expression, {
    query: () => false,
    "column-ref": (ref) => {
      const relation = relationOf(ref, scope);
      const needed = relation?.call?.call.arguments ?? [];
      if (relation === undefined || relation === except) resolvable = false;
      else if (!needed.every((argument) => isResolvable(argument, except, scope))) resolvable = false;
    },
  });
  return resolvable;
}

/** The relation that a reference belongs to; undefined where it is not known (yet). */
export function relationOf(ref: ColumnRef, scope: Scope): ScopeRelation | undefined {
  try {
    return resolve(ref, scope).relation;
  } catch (error) {
    if (error instanceof EngineError && isUnresolved(error)) return undefined;
    throw error;
  }
}

/** Throws where an offer names a column that its relation, settled by now, does not have: that is why it waits. */
export function refuseUnknown(offer: Offer, scope: Scope): void {
  if (!isList(offer.term.values)) return;
  for (const value of offer.term.values) {
    visit(value, {
      query: () => false,
      "column-ref": (ref) => {
        const named = qualifiedRelation(
          ref.parts.map((part) => part.name),
          scope,
        );
        // Arguments of an EXEC are no conditions: what they name has to be there.
        if (offer.relation.draft.once) resolve(ref, scope);
        if (named !== undefined && named.relation !== offer.relation && named.relation.columns.length > 0) {
          resolve(ref, scope);
        }
      },
    });
  }
}
