/** `(a, b) = (1, 2)` as `a = 1 AND b = 2`: each part may then give a parameter its value. */
import type { Expression } from "../../sql/ast.ts";
import { and } from "../../sql/build.ts";

/** A condition with the equalities of rows among its conjuncts taken apart; the same where there are none. */
export function splitRowEqualities(condition: Expression): Expression {
  if (condition.kind !== "binary") return condition;
  const { operator, left, right, span } = condition;
  if (operator === "AND") {
    const parts = [splitRowEqualities(left), splitRowEqualities(right)] as const;
    return parts[0] === left && parts[1] === right ? condition : { ...condition, left: parts[0], right: parts[1] };
  }
  if (operator !== "=" || left.kind !== "row-value" || right.kind !== "row-value") return condition;
  if (left.items.length !== right.items.length) return condition;
  const parts = left.items.map((item, index): Expression => {
    return { kind: "binary", operator: "=", left: item, right: right.items[index] ?? item, span };
  });
  return and(...parts) ?? condition;
}
