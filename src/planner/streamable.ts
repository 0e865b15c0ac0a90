/**
 * The whitelist of expressions that are computed row by row without the local engine, because they are known to give
 * exactly what it would: columns, literals, comparisons of one type, IN, IS NULL, AND / OR / NOT, LIKE, fields of
 * JSON columns. Text is compared for equality only: the engine orders UTF-8 bytes, JavaScript UTF-16 units.
 */
import type { ColumnType } from "../common/value.ts";
import type { BinaryOperator, ColumnRef, Expression } from "../sql/ast.ts";
import type { Scan } from "./scan.ts";

type Group = "text" | "number" | "boolean" | "null";

/** True for a literal, or a number with a sign. */
export function isLiteral(expression: Expression): boolean {
  if (expression.kind === "literal") return expression.type !== "blob";
  return expression.kind === "unary" && expression.operator === "-" && isNumber(expression.operand);
}

function isNumber(expression: Expression): boolean {
  return expression.kind === "literal" && expression.type === "number";
}

/** True where a bound expression can be projected without the local engine. */
export function isStreamable(expression: Expression, scan: Scan): boolean {
  if (expression.kind === "column-ref" || isLiteral(expression)) return true;
  return isJsonField(expression) || isPredicate(expression, scan);
}

/** The function that a dot path becomes: the value at a path, NULL where there is none or the cell is no JSON. */
export const fieldFunction = "json_field";

/** A field of a column, as the binder makes it of a dot path: `json_field(column, '$."a"."b"')`. */
function isJsonField(expression: Expression): boolean {
  return fieldPath(expression) !== undefined;
}

/** The column of a field and the steps to it; undefined for any other expression. */
export function fieldPath(
  expression: Expression,
): { readonly column: ColumnRef; readonly steps: readonly string[] } | undefined {
  if (expression.kind !== "function-call" || expression.name.parts[0]?.name !== fieldFunction) return undefined;
  const [column, path] = expression.arguments;
  if (column?.kind !== "column-ref" || path?.kind !== "literal") return undefined;
  const text = String(path.value);
  if (!/^\$(\."[^"\\]*")+$/.test(text)) return undefined;
  return { column, steps: [...text.matchAll(/\."([^"]*)"/g)].map((match) => match[1] ?? "") };
}

const logical: ReadonlySet<BinaryOperator> = new Set(["AND", "OR"]);
const equality: ReadonlySet<BinaryOperator> = new Set(["=", "<>"]);
const ordering: ReadonlySet<BinaryOperator> = new Set(["<", "<=", ">", ">="]);

/** True where a bound expression is a condition that can be tested without the local engine. */
export function isPredicate(expression: Expression, scan: Scan): boolean {
  switch (expression.kind) {
    case "column-ref":
    case "literal":
      return ["boolean", "null"].includes(groupOf(expression, scan) ?? "");
    case "unary":
      return expression.operator === "NOT" && isPredicate(expression.operand, scan);
    case "binary":
      if (logical.has(expression.operator))
        return isPredicate(expression.left, scan) && isPredicate(expression.right, scan);
      return isComparison(expression.operator, [groupOf(expression.left, scan), groupOf(expression.right, scan)]);
    case "in-list":
      return expression.items.every((item) =>
        isComparison("=", [groupOf(expression.operand, scan), groupOf(item, scan)]),
      );
    case "is":
      return isNull(expression.right) && !expression.distinct && isStreamable(expression.operand, scan);
    case "like":
      return isLike(expression, scan);
    default:
      return false;
  }
}

function isLike(expression: Extract<Expression, { kind: "like" }>, scan: Scan): boolean {
  const { operator, escape, pattern, operand } = expression;
  if ((operator !== "LIKE" && operator !== "ILIKE") || escape !== undefined) return false;
  return pattern.kind === "literal" && pattern.type === "string" && groupOf(operand, scan) === "text";
}

function isNull(expression: Expression): boolean {
  return expression.kind === "literal" && expression.value === null;
}

function isComparison(
  operator: BinaryOperator,
  [left, right]: readonly [Group | undefined, Group | undefined],
): boolean {
  if (left === undefined || right === undefined) return false;
  const same = left === right || left === "null" || right === "null";
  if (equality.has(operator)) return same;
  return ordering.has(operator) && same && left !== "text" && right !== "text";
}

const groups: { readonly [T in ColumnType]: Group | undefined } = {
  text: "text",
  timestamp: "text",
  integer: "number",
  number: "number",
  boolean: "boolean",
  json: undefined,
  any: undefined,
};

function groupOf(expression: Expression, scan: Scan): Group | undefined {
  if (expression.kind === "column-ref") return groups[columnOf(expression, scan)?.type ?? "any"];
  if (expression.kind === "unary") return isLiteral(expression) ? "number" : undefined;
  if (expression.kind !== "literal") return undefined;
  if (expression.value === null) return "null";
  return { number: "number", string: "text", boolean: "boolean", blob: undefined, null: "null" }[expression.type] as
    | Group
    | undefined;
}

/** The column of a scan that a bound reference names. */
export function columnOf(ref: ColumnRef, scan: Scan): Scan["columns"][number] | undefined {
  return scan.columns.find((column) => column.name === ref.parts.at(-1)?.name);
}
