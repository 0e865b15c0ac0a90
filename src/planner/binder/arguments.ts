/**
 * Chooses the method of each scan and binds its arguments. Constants of WHERE come first; a scan that they do not
 * cover waits for the relations its ON terms name, in whatever order those were written.
 */
import { connectionColumn } from "../../catalog/connections.ts";
import { invariant } from "../../common/error.ts";
import type { Parameter } from "../../catalog/model.ts";
import type { Expression } from "../../sql/ast.ts";
import { literal } from "../../sql/build.ts";
import { defaultedParameters, sharedDefaults } from "../connected.ts";
import { chooseMethod, findParameter, missingArguments, requiredParameters, unsupportedVerb } from "../methods.ts";
import { boundSubquery, checkOfEvery, checksOf, goesTogether, isRechecked } from "./argument-checks.ts";
import { argumentQuery } from "./argument-query.ts";
import type { Conjunct } from "./conjuncts.ts";
import { everyValueOf } from "./every-value.ts";
import { bindExpression } from "./expression.ts";
import { openLaterals } from "./lateral.ts";
import {
  collectOffers,
  isArgumentOnly,
  isReady,
  namesOffered,
  refuseUnknown,
  scanRelations,
  type Offer,
  type ScanRelation,
} from "./offers.ts";
import type { Scope } from "./scope.ts";
import type { BindState } from "./state.ts";
import { isList } from "./terms.ts";

/** What became of a conjunct that bound a parameter: the expressions to check instead, or nothing more to check. */
export type Replacements = Map<Expression, Expression[]>;

/** What settling the scans of one scope works with. */
interface Settling {
  readonly conjuncts: readonly Conjunct[];
  readonly offers: readonly Offer[];
  readonly scope: Scope;
  readonly state: BindState;
  readonly replacements: Replacements;
}

/** Settles every scan of a scope. Throws `unsupported_verb` or `missing_argument` naming every method tried. */
export function bindArguments(conjuncts: readonly Conjunct[], scope: Scope, state: BindState): Replacements {
  const offers = collectOffers(conjuncts, scope, state);
  const settling: Settling = { conjuncts, offers, scope, state, replacements: new Map() };
  scope.filters = settling;
  const relations = scanRelations(scope);
  for (const { draft } of relations) {
    if (draft.relation.kind === "resource" && draft.methods.length === 0) {
      throw unsupportedVerb(draft.relation.resource, "SELECT", draft.span);
    }
  }
  let waiting = relations.filter((relation) => {
    const own = offersTo(relation, offers);
    return own.some(isArgumentOnly) || !settle(relation, own.filter((offer) => offer.constant), settling); // prettier-ignore
  });
  openLaterals(waiting, scope, state);
  while (waiting.length > 0) {
    const next = settleNext(waiting, settling);
    if (next === undefined) throw uncovered(waiting, settling);
    waiting = waiting.filter((relation) => relation !== next);
    openLaterals(waiting, scope, state);
  }
  return settling.replacements;
}

function offersTo(relation: ScanRelation, offers: readonly Offer[]): Offer[] {
  return offers.filter((offer) => offer.relation === relation);
}

/** Settles one of the waiting relations and tells which; those first that need wait for nothing any more. */
function settleNext(waiting: readonly ScanRelation[], settling: Settling): ScanRelation | undefined {
  const { offers, scope } = settling;
  const ready = (relation: ScanRelation): Offer[] => offersTo(relation, offers).filter((o) => isReady(o, scope));
  const isComplete = (relation: ScanRelation): boolean =>
    offersTo(relation, offers).every((offer) => !isArgumentOnly(offer) || isReady(offer, scope));
  return (
    waiting.find((relation) => isComplete(relation) && settle(relation, ready(relation), settling)) ??
    waiting.find((relation) => settle(relation, ready(relation), settling))
  );
}

/** Chooses the method from the usable offers and binds its parameters; false where they cover none. */
function settle(relation: ScanRelation, usable: readonly Offer[], settling: Settling): boolean {
  const { draft } = relation;
  if (draft.relation.kind === "system") {
    settleSystem(relation, usable, settling);
    return true;
  }
  const { connected } = draft.relation;
  const names = usable.map((offer) => offer.name);
  const method = chooseMethod(draft.methods, [...names, ...sharedDefaults(connected)]);
  if (method === undefined) return false;
  draft.method = method;
  const bound = new Map<Parameter, Offer>();
  const defaulted = defaultedParameters(method, connected);
  const required = new Set([...requiredParameters(method), ...defaulted]);
  for (const offer of [...usable.filter((o) => o.constant), ...usable.filter((o) => !o.constant)]) {
    const parameter = findParameter(method, offer.name);
    if (parameter === undefined || bound.has(parameter)) continue;
    // A join feeds what the call cannot do without; what it could only narrow is joined locally.
    if (offer.constant || required.has(parameter) || isArgumentOnly(offer)) bound.set(parameter, offer);
  }
  const account = method.parameters.find(({ name }) => name === connectionColumn);
  relation.columns = draft.settle([...new Set([...(account ? [account] : []), ...bound.keys(), ...defaulted])]);
  if (account !== undefined && !bound.has(account)) askAll(draft);
  for (const [parameter, offer] of bound) bindOffer(parameter, offer, settling);
  const dependent = [...bound].filter(([, offer]) => !offer.constant);
  bindDependent(relation, dependent, settling);
  return true;
}

/** Where nothing says which accounts are meant, all are. */
function askAll({ relation, sources }: ScanRelation["draft"]): void {
  const members = relation.kind === "resource" ? (relation.connected?.members ?? []) : [];
  const values = members.map(({ name }) => literal(name));
  sources.push({ kind: "constants", parameter: connectionColumn, values, together: false });
}

/** Keys of catalog relations only spare work: every term stays and is checked again. */
function settleSystem(relation: ScanRelation, usable: readonly Offer[], { scope, state }: Settling): void {
  const { draft } = relation;
  relation.columns = draft.settle([]);
  for (const { name, term } of usable) {
    const known = draft.sources.some((source) => source.kind === "constants" && source.parameter === name);
    if (known || !isList(term.values) || term.values.length !== 1) continue;
    const values = term.values.map((value) => bindExpression(value, scope, state).node);
    draft.sources.push({ kind: "constants", parameter: name.toLowerCase(), values, together: false });
  }
}

/** Gives a parameter its constants, and decides what remains to check of the conjunct they stand in. */
function bindOffer(parameter: Parameter, offer: Offer, { scope, state, replacements }: Settling): void {
  const { draft } = offer.relation;
  const every = offer.constant ? everyValueOf(parameter, offer) : undefined;
  if (offer.constant && isList(offer.term.values)) {
    const values = offer.term.values.map((value) => bindExpression(value, scope, state).node);
    const together = every === undefined && goesTogether(parameter, offer);
    draft.sources.push({ kind: "constants", parameter: parameter.name, values, together, ...(every && { every }) });
  }
  if (every === undefined && isRechecked(parameter, draft)) draft.rechecked.push(parameter.name);
  const { expression } = offer.conjunct;
  const known = replacements.get(expression) ?? [];
  const checks = every === undefined ? checksOf(parameter, offer, scope, state) : checkOfEvery(parameter, offer, state);
  replacements.set(expression, [...known, ...checks]);
}

/** One query yields all the parameters that come from other relations, as distinct rows; each subquery another. */
function bindDependent(
  { draft }: ScanRelation,
  bound: readonly (readonly [Parameter, Offer])[],
  settling: Settling,
): void {
  const { scope, state } = settling;
  const joined = bound.flatMap(([parameter, { term }]) =>
    isList(term.values) ? term.values.map((value) => ({ parameter: parameter.name, value })) : [],
  );
  if (joined.length > 0) draft.sources.push(argumentQuery({ ...settling, wanted: joined }));
  for (const [parameter, { term }] of bound) {
    if (isList(term.values)) continue;
    const query = boundSubquery(term.values.query, scope, state);
    draft.sources.push(argumentQuery({ ...settling, wanted: [{ parameter: parameter.name, query }] }));
  }
}

/** What is wrong where nothing can be settled any more. */
function uncovered(waiting: readonly ScanRelation[], { offers, conjuncts, scope }: Settling): Error {
  for (const relation of waiting) {
    for (const offer of offersTo(relation, offers)) refuseUnknown(offer, scope);
  }
  const [relation] = waiting;
  invariant(relation?.draft.relation.kind === "resource", "a catalog relation waits for arguments");
  const { draft } = relation;
  return missingArguments({
    resource: relation.draft.relation.resource,
    verb: "SELECT",
    methods: draft.methods,
    given: namesOffered(conjuncts, relation, scope),
    span: draft.span,
  });
}
