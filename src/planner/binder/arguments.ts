/**
 * Chooses the method of each scan and binds its arguments. Constants of WHERE come first; a scan that they do not
 * cover waits for the relations its ON terms name, in whatever order those were written.
 */
import { EngineError } from "../../common/error.ts";
import type { Parameter } from "../../catalog/model.ts";
import type { Expression, InQuery } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import { chooseMethod, findParameter, missingArguments, requiredParameters, unsupportedVerb } from "../methods.ts";
import { argumentQuery } from "./argument-query.ts";
import type { Conjunct } from "./conjuncts.ts";
import { argumentLabel, type ScanDraft } from "./draft.ts";
import { bindExpression, columnNode } from "./expression.ts";
import { qualifiedRelation, resolve, type Scope, type ScopeRelation } from "./scope.ts";
import { isUnresolved, type BindState } from "./state.ts";
import { termsOf, type Term } from "./terms.ts";

/** A term that could give a parameter of a relation its value. */
interface Offer {
  readonly relation: ScopeRelation & { readonly draft: ScanDraft };
  /** The name as written. */
  readonly name: string;
  readonly term: Term;
  readonly conjunct: Conjunct;
  readonly constant: boolean;
}

/** What became of a conjunct that bound a parameter: the expression to check instead, or nothing more to check. */
export type Replacements = Map<Expression, Expression[]>;

/** Settles every scan of a scope. Throws `unsupported_verb` or `missing_argument` naming every method tried. */
export function bindArguments(conjuncts: readonly Conjunct[], scope: Scope, state: BindState): Replacements {
  const replacements: Replacements = new Map();
  const offers = collectOffers(conjuncts, scope);
  const settle = (relation: Offer["relation"], usable: readonly Offer[]): boolean =>
    settleScan({ relation, usable, conjuncts, scope, state, replacements });
  const waiting = draftRelations(scope).filter((relation) => {
    const { draft } = relation;
    if (draft.relation.kind === "resource" && draft.methods.length === 0) {
      throw unsupportedVerb(draft.relation.resource, "SELECT", draft.span);
    }
    return !settle(
      relation,
      offers.filter((offer) => offer.relation === relation && offer.constant),
    );
  });
  while (waiting.length > 0) {
    const next = waiting.findIndex((relation) =>
      settle(
        relation,
        offers.filter((offer) => offer.relation === relation && isReady(offer, scope)),
      ),
    );
    if (next < 0) throw uncovered(waiting, offers);
    waiting.splice(next, 1);
  }
  return replacements;
}

function draftRelations(scope: Scope): Offer["relation"][] {
  return scope.relations.filter((relation): relation is Offer["relation"] => relation.draft !== undefined);
}

function collectOffers(conjuncts: readonly Conjunct[], scope: Scope): Offer[] {
  return conjuncts.flatMap((conjunct) =>
    termsOf(conjunct.expression).flatMap((term) => {
      const constant = isConstant(term);
      return targetsOf(term, scope)
        .filter(({ relation }) => !constant || conjunct.constantsBind?.has(relation) !== false)
        .map((target): Offer => ({ ...target, term, conjunct, constant }));
    }),
  );
}

/** The relations whose parameter the reference of a term may mean: one by alias, all that take the name without. */
function targetsOf(term: Term, scope: Scope): Pick<Offer, "relation" | "name">[] {
  const parts = term.ref.parts.map((part) => part.name);
  const qualified = qualifiedRelation(parts, scope);
  const candidates = qualified === undefined ? draftRelations(scope) : [qualified.relation];
  const name = (qualified?.rest ?? parts).join(".");
  return candidates.flatMap((relation) =>
    relation.draft?.hasParameter(name) === true ? [{ relation: relation as Offer["relation"], name }] : [],
  );
}

/** A term is constant where its values name no column; a subquery never is: it is asked only where it is needed. */
function isConstant(term: Term): boolean {
  if (!isList(term.values)) return false;
  let constant = true;
  const no = (): void => {
    constant = false;
  };
  for (const value of term.values) visit(value, { "column-ref": no, query: no });
  return constant;
}

function isList(values: Term["values"]): values is readonly Expression[] {
  return Array.isArray(values);
}

/** True where every column that the values of an offer name belongs to a relation that is settled already. */
function isReady(offer: Offer, scope: Scope): boolean {
  if (offer.constant) return true;
  if (!isList(offer.term.values)) return true;
  return offer.term.values.every((value) => isResolvable(value, offer.relation, scope));
}

/** True where every column named in the expression is known by now and none belongs to `except`. */
function isResolvable(expression: Expression, except: ScopeRelation, scope: Scope): boolean {
  let resolvable = true;
  visit(expression, {
    query: () => false,
    "column-ref": (ref) => {
      try {
        const { relation } = resolve(ref, scope);
        const needed = relation.call?.call.arguments ?? [];
        if (relation === except || !needed.every((argument) => isResolvable(argument, except, scope)))
          resolvable = false;
      } catch (error) {
        if (!(error instanceof EngineError) || !isUnresolved(error)) throw error;
        resolvable = false;
      }
    },
  });
  return resolvable;
}

interface Settling {
  readonly relation: Offer["relation"];
  readonly usable: readonly Offer[];
  readonly conjuncts: readonly Conjunct[];
  readonly scope: Scope;
  readonly state: BindState;
  readonly replacements: Replacements;
}

/** Chooses the method from the usable offers and binds its parameters; false where they cover none. */
function settleScan(settling: Settling): boolean {
  const { relation, usable } = settling;
  const { draft } = relation;
  if (draft.relation.kind === "system") {
    settleSystem(settling);
    return true;
  }
  const method = chooseMethod(
    draft.methods,
    usable.map((offer) => offer.name),
  );
  if (method === undefined) return false;
  draft.method = method;
  const bound = new Map<Parameter, Offer>();
  const required = new Set(requiredParameters(method));
  for (const offer of [...usable.filter((o) => o.constant), ...usable.filter((o) => !o.constant)]) {
    const parameter = findParameter(method, offer.name);
    if (parameter === undefined || bound.has(parameter)) continue;
    // A join feeds what the call cannot do without; what it could only narrow is joined locally.
    if (offer.constant || required.has(parameter)) bound.set(parameter, offer);
  }
  relation.columns = draft.settle([...bound.keys()]);
  for (const [parameter, offer] of bound) bindOffer(parameter, offer, settling);
  bindDependent(
    [...bound].filter(([, offer]) => !offer.constant),
    settling,
  );
  return true;
}

/** Keys of catalog relations only spare work: every term stays and is checked again. */
function settleSystem({ relation, usable, scope, state }: Settling): void {
  relation.columns = relation.draft.settle([]);
  for (const { name, term } of usable) {
    const known = relation.draft.sources.some((source) => source.kind === "constants" && source.parameter === name);
    if (known || !isList(term.values) || term.values.length !== 1) continue;
    const values = term.values.map((value) => bindExpression(value, scope, state).node);
    relation.draft.sources.push({ kind: "constants", parameter: name.toLowerCase(), values, together: false });
  }
}

/** Decides what becomes of the conjunct: gone, checked on the argument, or checked again on the visible column. */
function bindOffer(parameter: Parameter, offer: Offer, settling: Settling): void {
  const { scope, state, replacements } = settling;
  const { draft } = offer.relation;
  const rechecked = isRechecked(parameter, draft);
  const values = offer.constant && isList(offer.term.values) ? offer.term.values : undefined;
  const together = parameter.multiple === true && rechecked && (values?.length ?? 0) > 1;
  if (values !== undefined) {
    const nodes = values.map((value) => bindExpression(value, scope, state).node);
    draft.sources.push({ kind: "constants", parameter: parameter.name, values: nodes, together });
  }
  const checks = replacements.get(offer.conjunct.expression) ?? [];
  replacements.set(offer.conjunct.expression, checks);
  if (rechecked) {
    draft.rechecked.push(parameter.name);
    checks.push(bindExpression(offer.term.conjunct, scope, state).node);
    if (!together && (values?.length ?? 0) > 1) checks.push(ownArgument(parameter, offer, state));
    return;
  }
  const trivial = values !== undefined && offer.conjunct.place === "where" && !offer.relation.nullable;
  if (!trivial) checks.push(argumentCheck(parameter, offer, settling));
}

/** An optional parameter with a same-named scalar column of fitting type: the server's filter is not trusted. */
function isRechecked(parameter: Parameter, draft: ScanDraft): boolean {
  if (parameter.required || parameter.in === "path" || parameter.in === "server") return false;
  const column = draft.method?.response.columns.find((candidate) => candidate.name === parameter.name);
  if (column === undefined || column.type === "json") return false;
  const loose = (type: string): boolean => type === "any" || type === "text" || type === "timestamp";
  return column.type === parameter.type || loose(parameter.type) || loose(column.type);
}

function argumentRef(parameter: Parameter, offer: Offer, state: BindState): Expression {
  const { relation, term } = offer;
  const label = relation.columns.some((column) => column.label === argumentLabel(parameter.name))
    ? argumentLabel(parameter.name)
    : parameter.name;
  const column = relation.columns.find((candidate) => candidate.label === label);
  if (column === undefined) throw new Error(`no argument column for ${parameter.name}`);
  return columnNode({ relation, column, path: [], type: column.type, merged: [] }, term.ref, state);
}

/** Several calls may each return a row: it counts for the call whose argument it shows. */
function ownArgument(parameter: Parameter, offer: Offer, state: BindState): Expression {
  const { relation, term } = offer;
  const column = relation.columns.find((candidate) => candidate.label === parameter.name);
  if (column === undefined) throw new Error(`no column ${parameter.name}`);
  const left = columnNode({ relation, column, path: [], type: column.type, merged: [] }, term.ref, state);
  return { kind: "binary", operator: "=", left, right: argumentRef(parameter, offer, state), span: term.ref.span };
}

/** The term, asked of the argument the rows were fetched for. */
function argumentCheck(parameter: Parameter, offer: Offer, { scope, state }: Settling): Expression {
  const { values, ref } = offer.term;
  const argument = argumentRef(parameter, offer, state);
  if (!isList(values)) return { ...values, operand: argument, query: boundSubquery(values, scope, state) };
  const nodes = values.map((value) => bindExpression(value, scope, state).node);
  const [first] = nodes;
  if (first !== undefined && nodes.length === 1) {
    return { kind: "binary", operator: "=", left: argument, right: first, span: ref.span };
  }
  return { kind: "in-list", negated: false, operand: argument, items: nodes, span: ref.span };
}

const boundSubqueries = new WeakMap<InQuery, InQuery["query"]>();

/** The subquery of an IN, bound once: the argument query and the check share its scans. */
function boundSubquery(values: InQuery, scope: Scope, state: BindState): InQuery["query"] {
  const known = boundSubqueries.get(values);
  if (known !== undefined) return known;
  const { node } = state.bindQuery(values.query, { parent: scope.parent, tables: scope.tables }, state);
  boundSubqueries.set(values, node);
  return node;
}

/** One query yields all the parameters that come from other relations, as distinct rows. */
function bindDependent(bound: readonly (readonly [Parameter, Offer])[], settling: Settling): void {
  if (bound.length === 0) return;
  const { relation, conjuncts, scope, state, replacements } = settling;
  const joined = bound.flatMap(([parameter, { term }]) =>
    isList(term.values) ? term.values.map((value) => ({ parameter: parameter.name, value })) : [],
  );
  if (joined.length > 0)
    relation.draft.sources.push(argumentQuery({ wanted: joined, conjuncts, scope, state, replacements }));
  for (const [parameter, offer] of bound) {
    if (isList(offer.term.values)) continue;
    const query = boundSubquery(offer.term.values, scope, state);
    relation.draft.sources.push(
      argumentQuery({ wanted: [{ parameter: parameter.name, query }], conjuncts, scope, state, replacements }),
    );
  }
}

function uncovered(waiting: readonly Offer["relation"][], offers: readonly Offer[]): Error {
  const [relation] = waiting;
  const draft = relation?.draft;
  if (draft?.relation.kind !== "resource") throw new Error("a catalog relation waits for arguments");
  const given = offers.filter((offer) => offer.relation === relation && offer.constant).map((offer) => offer.name);
  return missingArguments({
    resource: draft.relation.resource,
    verb: "SELECT",
    methods: draft.methods,
    given,
    span: draft.span,
  });
}
