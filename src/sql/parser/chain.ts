/** Long chains of AND or OR: as they mean the same however they are grouped, they become trees that are not high. */
import type { Binary, BinaryOperator, Expression } from "../ast.ts";

/** Chains of more operands are grouped; half of these places stay for operands, half become groups. */
const longChain = 256;

/**
 * The operands, at least one, as one expression. Short chains are left-associative. Of long ones the operands at the
 * end are gathered into right operands, which print in parentheses: so the text is read as the same tree again.
 */
export function chained(operands: readonly Expression[], operator: BinaryOperator): Expression {
  if (operands.length <= longChain) return leftAssociative(operands, operator);
  const half = longChain / 2;
  const rest = operands.slice(half);
  const size = Math.ceil(rest.length / half);
  const groups: Expression[] = [];
  for (let start = 0; start < rest.length; start += size) {
    groups.push(chained(rest.slice(start, start + size), operator));
  }
  return leftAssociative([...operands.slice(0, half), ...groups], operator);
}

function leftAssociative(operands: readonly Expression[], operator: BinaryOperator): Expression {
  return operands.reduce((left, right): Binary => ({
    kind: "binary",
    operator,
    left,
    right,
    span: { start: left.span.start, end: right.span.end },
  }));
}
