/** What remains to check of a term that bound a parameter, once its rows are there. */
import type { Parameter } from "../../catalog/model.ts";
import { invariant } from "../../common/error.ts";
import type { Expression, Query } from "../../sql/ast.ts";
import { isNull } from "../../sql/build.ts";
import { argumentLabel, type ScanDraft } from "./draft.ts";
import { bindExpression, columnNode } from "./expression.ts";
import type { Offer } from "./offers.ts";
import { isList } from "./terms.ts";
import type { Scope } from "./scope.ts";
import { bindOnce, type BindState } from "./state.ts";

/** Several values may go into one request, whose rows then belong to all of them. */
export function goesTogether(parameter: Parameter, offer: Offer): boolean {
  const { values } = offer.term;
  if (parameter.multiple !== true || !offer.constant || !isList(values) || values.length < 2) return false;
  return isRechecked(parameter, offer.relation.draft) || isSettled(offer);
}

/** True where the rows of the calls are the rows that the term asks for: nothing is left to check. */
function isSettled({ constant, conjunct, relation }: Offer): boolean {
  return constant && conjunct.place === "where" && !relation.nullable;
}

/** An optional parameter with a same-named scalar column of fitting type: the server's filter is not trusted. */
export function isRechecked(parameter: Parameter, draft: ScanDraft): boolean {
  if (parameter.required || parameter.in === "path" || parameter.in === "server") return false;
  const column = draft.method?.response.columns.find((candidate) => candidate.name === parameter.name);
  if (column === undefined || column.type === "json") return false;
  const loose = (type: string): boolean => type === "any" || type === "text" || type === "timestamp";
  return column.type === parameter.type || loose(parameter.type) || loose(column.type);
}

/** The conditions that stand in place of the term: on the visible column, on the argument, on both, or none. */
export function checksOf(parameter: Parameter, offer: Offer, scope: Scope, state: BindState): Expression[] {
  if (!isRechecked(parameter, offer.relation.draft)) {
    return isSettled(offer) ? [] : [argumentCheck(parameter, offer, scope, state)];
  }
  const visible = bindExpression(offer.term.conjunct, scope, state).node;
  const several = offer.constant && isList(offer.term.values) && offer.term.values.length > 1;
  return several && !goesTogether(parameter, offer) ? [visible, ownArgument(parameter, offer, state)] : [visible];
}

/** Of a term that takes every value: that there was one. */
export function checkOfEvery(parameter: Parameter, offer: Offer, state: BindState): Expression[] {
  return isSettled(offer) ? [] : [isNull(argumentRef(parameter, offer, state), true)];
}

/** The term, asked of the argument the rows were fetched for. */
function argumentCheck(parameter: Parameter, offer: Offer, scope: Scope, state: BindState): Expression {
  const { values, ref } = offer.term;
  const argument = argumentRef(parameter, offer, state);
  if (!isList(values)) return { ...values, operand: argument, query: boundSubquery(values.query, scope, state) };
  const nodes = values.map((value) => bindExpression(value, scope, state).node);
  const [first] = nodes;
  if (first !== undefined && nodes.length === 1) {
    return { kind: "binary", operator: "=", left: argument, right: first, span: ref.span };
  }
  return { kind: "in-list", negated: false, operand: argument, items: nodes, span: ref.span };
}

/** Several calls may each return a row: it counts for the call whose argument it shows. */
function ownArgument(parameter: Parameter, offer: Offer, state: BindState): Expression {
  const left = labelled(parameter.name, offer, state);
  return { kind: "binary", operator: "=", left, right: argumentRef(parameter, offer, state), span: left.span };
}

function argumentRef(parameter: Parameter, offer: Offer, state: BindState): Expression {
  const hidden = argumentLabel(parameter.name);
  const isHidden = offer.relation.columns.some((column) => column.label === hidden);
  return labelled(isHidden ? hidden : parameter.name, offer, state);
}

function labelled(label: string, { relation, term }: Offer, state: BindState): Expression {
  const column = relation.columns.find((candidate) => candidate.label === label);
  invariant(column !== undefined, `${relation.alias} has no column ${label}`);
  return columnNode({ relation, column, path: [], type: column.type, merged: [] }, term.ref, state);
}

/** The subquery of an IN: the argument query and the check share its scans. */
export function boundSubquery(query: Query, scope: Scope, state: BindState): Query {
  return bindOnce(query, { parent: scope.parent, tables: scope.tables }, state).node;
}
