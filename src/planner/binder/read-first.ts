/** The rows of a write that needs to know its target: its select methods read what the call must be given. */
import { methodsFor } from "../../catalog/lookup.ts";
import type { Method, Parameter } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Expression, TableRef } from "../../sql/ast.ts";
import { print } from "../../sql/printer.ts";
import { hasHint } from "../hints.ts";
import { findWritten, missingArguments, requiredParameters } from "../methods.ts";
import {
  argumentTerms,
  coveredMethod,
  givenNames,
  rowLimits,
  type Change,
  type ChangeRows,
  type Conjunct,
} from "./change-terms.ts";
import { quoted } from "./expression.ts";
import { sidesIn } from "./write-names.ts";
import { argumentRows, crossed, type WriteTerm } from "./write-rows.ts";

/**
 * `SELECT what the call needs FROM target WHERE …`, with `target.*` behind it where it `carriesRow`. Throws where no
 * select method yields it, and at a missing WHERE.
 */
export function readFirst(change: Change, { carriesRow }: { carriesRow: boolean } = { carriesRow: false }): ChangeRows {
  const { statement, relation, conjuncts, sets } = change;
  const method = coveredMethod(change) ?? change.methods.find((candidate) => isReadable(candidate, change));
  if (method === undefined) throw uncovered(change);
  if (methodsFor(relation.resource, "select").length === 0) throw unreadable(change);
  refuseEverything(method, change);
  const terms = argumentTerms(method, change);
  // What the rows do not show can only be an argument.
  const direct = [...terms].filter(([, term]) => readableName(parameterOf(method, term), change) === undefined);
  const given = new Set(direct.map(([conjunct]) => conjunct));
  const read = readTerms(method, change, new Set(direct.map(([, term]) => parameterOf(method, term))));
  const all = [...read, ...direct.map(([, term]) => term)];
  const query = argumentRows({
    with: statement.with,
    from: fromOf(change),
    filters: conjuncts.filter((conjunct) => !given.has(conjunct)).map(({ expression }) => expression),
    terms: all,
    limits: rowLimits(statement),
    single: [...sets.map(({ value }) => value), ...(carriesRow ? [wholeRow(change)] : [])],
    span: statement.span,
  });
  return { method, names: [...all, ...sets], query, identity: all.length };
}

/** `target.*` */
function wholeRow({ statement: { target, alias } }: Change): Expression {
  const { span } = target;
  const parts = [quoted(alias?.name.name ?? target.parts.at(-1)?.name ?? "", span)];
  return { kind: "star", qualifier: { kind: "qualified-name", parts, span }, span };
}

function parameterOf(method: Method, { name }: WriteTerm): Parameter | undefined {
  return findWritten(method, name);
}

/** The parameters that the call has from the row: those it needs, and those that WHERE speaks of. */
function readTerms(method: Method, change: Change, direct: ReadonlySet<Parameter | undefined>): WriteTerm[] {
  const { statement, sets } = change;
  const named = new Set([...argumentTerms(method, change).values()].map((term) => parameterOf(method, term)));
  const set = new Set(sets.map(({ name }) => findWritten(method, name)));
  const span = statement.target.span;
  const qualifier = quoted(statement.alias?.name.name ?? statement.target.parts.at(-1)?.name ?? "", span);
  return method.parameters.flatMap((parameter): WriteTerm[] => {
    if (direct.has(parameter) || set.has(parameter)) return [];
    if (!named.has(parameter) && !requiredParameters(method).includes(parameter)) return [];
    const name = readableName(parameter, change);
    if (name === undefined) return [];
    const parts = [qualifier, ...name.split(".").map((part) => quoted(part, span))];
    return [{ name: parameter.name, span, values: [{ kind: "column-ref", parts, span }] }];
  });
}

/** True where SET, WHERE and the rows read together give all that a method needs. */
function isReadable(method: Method, change: Change): boolean {
  const terms = [...argumentTerms(method, change).values()].map((term) => parameterOf(method, term));
  const given = new Set([...terms, ...change.sets.map(({ name }) => findWritten(method, name))]);
  return requiredParameters(method).every(
    (parameter) => given.has(parameter) || (parameter.in !== "body" && readableName(parameter, change) !== undefined),
  );
}

/** The name under which the rows of the target show a parameter's value. */
function readableName(parameter: Parameter | undefined, { relation }: Change): string | undefined {
  if (parameter === undefined) return undefined;
  const names = [parameter.name, ...(parameter.aliases ?? [])];
  const known = methodsFor(relation.resource, "select").flatMap((method) => [
    ...method.response.columns.map((column) => column.name),
    ...method.parameters.map((one) => one.name),
  ]);
  const shown = new Set(known.map((name) => name.toLowerCase()));
  return names.find((name) => shown.has(name.toLowerCase()));
}

function fromOf({ statement }: Change): TableRef {
  const { target: name, alias, from } = statement;
  const { span } = name;
  const target: TableRef = { kind: "named-table", name, span, ...(alias === undefined ? {} : { alias }) };
  return from === undefined ? target : crossed(target, from);
}

/** A condition that picks no rows of those that the read yields has to be meant: `WHERE true`, the hint ALL, or LIMIT. */
function refuseEverything(method: Method, change: Change): void {
  const { statement, conjuncts, relation, verb } = change;
  if (hasHint(statement, "ALL") || statement.limit !== undefined) return;
  const isGiven = coveredMethod(change) !== undefined;
  if (isGiven || conjuncts.some((conjunct) => picksRows(conjunct, method, change))) return;
  const missing = uncovered(change);
  throw new EngineError({
    condition: missing.condition,
    stage: missing.stage,
    message: missing.message,
    span: missing.span,
    hint: `${missing.hint ?? ""} Every row of ${relation.resource.name} is meant only by ${verb} /*+ ALL */ or by WHERE true.`,
  });
}

/** False for what only tells the methods where to look. */
function picksRows({ expression, term }: Conjunct, method: Method, change: Change): boolean {
  if (isTrue(expression)) return true;
  const sides = sidesIn(expression, change.names);
  if (!sides.has("target") && !sides.has("either")) return false;
  if (holdsForAll(expression)) return false;
  if (term === undefined) return true;
  const places = [method, ...methodsFor(change.relation.resource, "select")].flatMap((one) =>
    one.parameters.filter((parameter) => parameter.in !== "body" && (one === method || parameter.required)),
  );
  return !places.some((parameter) => namesOf(parameter).includes(term.name.toLowerCase()));
}

/** True for what every row with a value passes: `id LIKE '%'`, `id = id`, and OR with such a side. */
function holdsForAll(expression: Expression): boolean {
  if (expression.kind === "like") {
    const { operator, negated, pattern } = expression;
    return (
      (operator === "LIKE" || operator === "ILIKE") &&
      !negated &&
      pattern.kind === "literal" &&
      /^%+$/.test(String(pattern.value))
    );
  }
  if (expression.kind !== "binary") return false;
  const { operator, left, right } = expression;
  if (operator === "OR") return [left, right].some((side) => isTrue(side) || holdsForAll(side));
  return ["=", "<=", ">="].includes(operator) && left.kind === "column-ref" && print(left) === print(right);
}

function namesOf({ name, aliases = [] }: Parameter): string[] {
  return [name, ...aliases].map((one) => one.toLowerCase());
}

function isTrue(expression: Expression): boolean {
  return expression.kind === "literal" && expression.value === true;
}

function uncovered(change: Change): EngineError {
  const { relation, verb, methods, statement } = change;
  const given = givenNames(change);
  return missingArguments({ resource: relation.resource, verb, methods, given, span: statement.target.span });
}

function unreadable({ relation, conjuncts, sets, names, statement }: Change): EngineError {
  const expressions = [...conjuncts.map(({ expression }) => expression), ...sets.map(({ value }) => value)];
  const culprit = expressions.find((one) => sidesIn(one, names).size > 0);
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${relation.resource.id} has no SELECT that could read the rows that are meant`,
    span: culprit?.span ?? statement.target.span,
    hint: "Compare the parameters of its method by = or IN, and give SET values that need nothing of the row.",
  });
}
