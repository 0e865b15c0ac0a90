/** What operands must not be, where the local engine would compute something that nobody means. */
import { EngineError } from "../../common/error.ts";
import type { ColumnType } from "../../common/value.ts";
import type { Binary, Expression, Query } from "../../sql/ast.ts";
import type { BoundQuery } from "./state.ts";
import { unsupported } from "./unsupported.ts";

/**
 * Throws `feature_not_supported` at `+` and `-` between a moment and anything but an interval: moments are texts, of
 * which the local engine would read the year.
 */
export function checkMoments(node: Expression, typeOf: (inner: Expression) => ColumnType): void {
  if (node.kind !== "binary" || (node.operator !== "+" && node.operator !== "-")) return;
  const { left, right, span } = node;
  const isMoment = (operand: Expression): boolean =>
    typeOf(operand) === "timestamp" || (operand.kind === "cast" && operand.type.name === "DATE");
  if (left.kind === "interval" || right.kind === "interval" || !(isMoment(left) || isMoment(right))) return;
  throw isMoment(left) && isMoment(right)
    ? unsupported(`a moment ${node.operator} a moment`, span, differenceHint(node))
    : unsupported(`a moment ${node.operator} a number`, span, "Write INTERVAL '1 day', or the unit that is meant.");
}

function differenceHint({ operator }: Binary): string {
  return operator === "-" ? "date_diff('day', from, to) counts what is between them." : "One of them is an INTERVAL.";
}

/** Throws `syntax_error` where the subquery of an IN yields another number of columns than stand before IN. */
export function checkWidth(query: Query, { columns }: BoundQuery, operand: Expression): void {
  const wanted = operand.kind === "row-value" ? operand.items.length : 1;
  if (columns.length === wanted) return;
  throw new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message: `the subquery yields ${columns.length} columns, and ${wanted} ${wanted === 1 ? "stands" : "stand"} before IN`,
    span: query.span,
  });
}
