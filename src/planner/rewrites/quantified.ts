/**
 * Comparisons with ANY and ALL as scalar subqueries that count: true, false, or NULL where a NULL leaves it open. Of no
 * rows ANY is false and ALL is true.
 */
import type { Case, Expression, Quantified, ScalarSubquery } from "../../sql/ast.ts";
import { binary, call, columnRef, equals, literal, query, selectItem, star, syntheticSpan } from "../../sql/build.ts";
import { namedTable, selectFrom, selectOver, withNames } from "./columns-below.ts";

const rows = "rows#";
const outcomes = "outcomes#";
const value = "v#";

/** `operand operator ANY|ALL (query)`, bound, for a query of one column. */
export function rewriteQuantified({ operand, operator, quantifier, query: asked, span }: Quantified): ScalarSubquery {
  const outcome = columnRef(outcomes, value);
  const decided = quantifier === "ANY" ? 1 : 0;
  const extreme = call(quantifier === "ANY" ? "max" : "min", outcome);
  const hasNull = binary("<", call("count", outcome), call("count", star()));
  const answer: Case = {
    kind: "case",
    branches: [branch(equals(extreme, literal(decided)), literal(decided)), branch(hasNull, literal(null))],
    otherwise: literal(1 - decided),
    span: syntheticSpan,
  };
  const compared = selectOver([selectItem(binary(operator, operand, columnRef(rows, value)), value)], namedTable(rows));
  const all = { ...query(compared), with: withNames(asked, rows, [value]) };
  return { kind: "scalar-subquery", query: query(selectFrom([selectItem(answer)], all, outcomes)), span };
}

function branch(when: Expression, then: Expression): Case["branches"][number] {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is the word of the language
  return { kind: "case-branch", when, then, span: syntheticSpan };
}
