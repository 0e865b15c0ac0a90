/** `(a, b) = (1, 2)` and `(a, b) IN ((1, 2))` as `a = 1 AND b = 2`: each part may then give a parameter its value. */
import type { Expression } from "../../sql/ast.ts";
import { and } from "../../sql/build.ts";

/** A condition with the equalities of rows among its conjuncts taken apart; the same where there are none. */
export function splitRowEqualities(condition: Expression): Expression {
  if (condition.kind === "in-list" && !condition.negated && condition.items.length === 1) {
    return parts(condition.operand, condition.items[0], condition);
  }
  if (condition.kind !== "binary") return condition;
  const { operator, left, right } = condition;
  if (operator === "AND") {
    const both = [splitRowEqualities(left), splitRowEqualities(right)] as const;
    return both[0] === left && both[1] === right ? condition : { ...condition, left: both[0], right: both[1] };
  }
  return operator === "=" ? parts(left, right, condition) : condition;
}

/** The equality of two rows part by part; `condition` where they are no rows of the same length. */
function parts(left: Expression, right: Expression | undefined, condition: Expression): Expression {
  if (left.kind !== "row-value" || right?.kind !== "row-value") return condition;
  if (left.items.length !== right.items.length) return condition;
  const { span } = condition;
  const equalities = left.items.map((item, index): Expression => {
    return { kind: "binary", operator: "=", left: item, right: right.items[index] ?? item, span };
  });
  return and(...equalities) ?? condition;
}
