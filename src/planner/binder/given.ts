/**
 * Arguments that stand as columns keep the value that was given, so that a text may hold a number: of a join with
 * numbers, say. Compared with text it is text.
 */
import type { ColumnType } from "../../common/value.ts";
import type { Cast, Expression } from "../../sql/ast.ts";
import { syntheticSpan } from "../../sql/build.ts";
import { relationOf } from "./offers.ts";
import { resolve, type Scope } from "./scope.ts";

type Typed = (node: Expression) => ColumnType;

const comparisons: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">=", "<=>"]);

/** A bound comparison with given texts made text where the other side is; `written` is the same before it was bound. */
export function comparedAsText(bound: Expression, written: Expression, scope: Scope, typeOf: Typed): Expression {
  const given = (expression: Expression): boolean => isGivenText(expression, scope);
  if (bound.kind === "binary" && written.kind === "binary" && comparisons.has(bound.operator)) {
    const left = given(written.left) && isText(typeOf(bound.right)) ? asText(bound.left) : bound.left;
    const right = given(written.right) && isText(typeOf(bound.left)) ? asText(bound.right) : bound.right;
    return left === bound.left && right === bound.right ? bound : { ...bound, left, right };
  }
  if (bound.kind === "between" && written.kind === "between" && given(written.operand)) {
    return isText(typeOf(bound.low)) || isText(typeOf(bound.high))
      ? { ...bound, operand: asText(bound.operand) }
      : bound;
  }
  if (bound.kind === "in-list" && written.kind === "in-list" && given(written.operand)) {
    return bound.items.some((item) => isText(typeOf(item))) ? { ...bound, operand: asText(bound.operand) } : bound;
  }
  return bound;
}

function isText(type: ColumnType): boolean {
  return type === "text" || type === "timestamp";
}

function isGivenText(expression: Expression, scope: Scope): boolean {
  if (expression.kind !== "column-ref" || relationOf(expression, scope) === undefined) return false;
  const { column, path } = resolve(expression, scope);
  return path.length === 0 && column.given === true && isText(column.type);
}

function asText(operand: Expression): Cast {
  return {
    kind: "cast",
    operand,
    type: { kind: "type-name", name: "TEXT", arguments: [], span: syntheticSpan },
    span: operand.span,
  };
}
