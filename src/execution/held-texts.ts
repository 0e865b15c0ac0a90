/** What a condition says of texts: a source that keeps them together looks through all at once. */
import type { ScanColumn, Scan } from "../planner/scan.ts";
import { columnOf } from "../planner/streamable.ts";
import type { Expression } from "../sql/ast.ts";

/** A text that the cells of a column hold in each row that a condition keeps, letters of ASCII in any case. */
export interface HeldText {
  readonly column: ScanColumn;
  readonly text: string;
}

/** What each row has that a streamable condition keeps; there may be more. */
export function heldTexts(condition: Expression, scan: Scan): readonly HeldText[] {
  if (condition.kind === "binary" && condition.operator === "AND") {
    return [...heldTexts(condition.left, scan), ...heldTexts(condition.right, scan)];
  }
  const [operand, pattern] = likeOf(condition) ?? equalOf(condition) ?? [];
  if (operand?.kind !== "column-ref" || pattern?.kind !== "literal" || typeof pattern.value !== "string") return [];
  const column = columnOf(operand, scan);
  const parts = condition.kind === "like" ? pattern.value.split(/[%_]/) : [pattern.value];
  const text = parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
  return column?.type !== "text" || text === "" ? [] : [{ column, text }];
}

type Sides = readonly [operand: Expression, text: Expression];

function likeOf(condition: Expression): Sides | undefined {
  if (condition.kind !== "like" || condition.negated) return undefined;
  return [condition.operand, condition.pattern];
}

function equalOf(condition: Expression): Sides | undefined {
  if (condition.kind !== "binary" || condition.operator !== "=") return undefined;
  return [condition.left, condition.right];
}
