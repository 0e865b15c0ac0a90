/** Terms: the conjuncts of WHERE and ON that can give a parameter its value. */
import type { ColumnRef, Expression, InQuery } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";

/** `ref = value`, `ref IN (values)`, `ref IN (query)`, or an OR of equalities over one reference. */
export interface Term {
  readonly conjunct: Expression;
  readonly ref: ColumnRef;
  readonly values: readonly Expression[] | InQuery;
}

/** The operands of a chain of ANDs, in order. */
export { conjuncts as conjunctsOf } from "../../sql/build.ts";

/** The terms that a conjunct can be read as: an equality of two columns is one for each side. */
export function termsOf(conjunct: Expression): Term[] {
  if (conjunct.kind === "binary" && conjunct.operator === "=") {
    return [
      ...refTerm(conjunct, conjunct.left, [conjunct.right]),
      ...refTerm(conjunct, conjunct.right, [conjunct.left]),
    ];
  }
  if (conjunct.kind === "in-list" && !conjunct.negated) return refTerm(conjunct, conjunct.operand, conjunct.items);
  if (conjunct.kind === "in-query" && !conjunct.negated && conjunct.operand.kind === "column-ref") {
    return [{ conjunct, ref: conjunct.operand, values: conjunct }];
  }
  if (conjunct.kind === "binary" && conjunct.operator === "OR") return disjunctionTerm(conjunct);
  return [];
}

function refTerm(conjunct: Expression, ref: Expression, values: readonly Expression[]): Term[] {
  return ref.kind === "column-ref" ? [{ conjunct, ref, values }] : [];
}

/** `p = a OR p = b OR p IN (c)` is `p IN (a, b, c)`. */
function disjunctionTerm(conjunct: Expression): Term[] {
  const operands = disjunctsOf(conjunct).map((operand) => termsOf(operand)[0]);
  const first = operands[0];
  if (first === undefined) return [];
  const values: Expression[] = [];
  for (const operand of operands) {
    if (operand === undefined || !Array.isArray(operand.values) || !sameRef(operand.ref, first.ref)) return [];
    values.push(...(operand.values as readonly Expression[]));
  }
  return [{ conjunct, ref: first.ref, values }];
}

function disjunctsOf(expression: Expression): Expression[] {
  if (expression.kind === "binary" && expression.operator === "OR") {
    return [...disjunctsOf(expression.left), ...disjunctsOf(expression.right)];
  }
  return [expression];
}

function sameRef(a: ColumnRef, b: ColumnRef): boolean {
  const text = (ref: ColumnRef): string => ref.parts.map((part) => part.name.toLowerCase()).join("\0");
  return text(a) === text(b);
}

/** A term is constant where its values name no column; a subquery never is: it is asked only where it is needed. */
export function isConstant(term: Term): boolean {
  if (!isList(term.values)) return false;
  let constant = true;
  const no = (): void => {
    constant = false;
  };
  for (const value of term.values) visit(value, { "column-ref": no, query: no });
  return constant;
}

/** True for the values of `=` and IN (list), false for a subquery. */
export function isList(values: Term["values"]): values is readonly Expression[] {
  return Array.isArray(values);
}
