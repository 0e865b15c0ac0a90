/**
 * Literals beside values of a known type: `active = 'true'` means the boolean, `spec.cku = '8'` the number. Columns of
 * the local database convert by themselves, except booleans; what a path yields does not.
 */
import { exactInteger, type ColumnType } from "../../common/value.ts";
import type { Expression, Literal } from "../../sql/ast.ts";
import { fieldFunction } from "../streamable.ts";

type Typed = (node: Expression) => ColumnType;

const comparisons: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">=", "<=>"]);
const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["t", true],
  ["false", false],
  ["f", false],
]);

/** A bound comparison, IN list or BETWEEN with its literals of the type that they are compared with; else itself. */
export function withTypedLiterals(node: Expression, typeOf: Typed): Expression {
  if (node.kind === "binary" && comparisons.has(node.operator)) {
    const left = typedLiteral(node.left, node.right, typeOf);
    const right = typedLiteral(node.right, node.left, typeOf);
    return left === node.left && right === node.right ? node : { ...node, left, right };
  }
  if (node.kind === "in-list") {
    const items = node.items.map((item) => typedLiteral(item, node.operand, typeOf));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  if (node.kind !== "between") return node;
  const low = typedLiteral(node.low, node.operand, typeOf);
  const high = typedLiteral(node.high, node.operand, typeOf);
  return low === node.low && high === node.high ? node : { ...node, low, high };
}

function typedLiteral(value: Expression, other: Expression, typeOf: Typed): Expression {
  if (value.kind !== "literal" || other.kind === "literal") return value;
  const type = typeOf(other);
  if (value.type === "string" && type === "boolean") return booleanOf(value);
  if (!isPath(other)) return value;
  if (value.type === "string" && (type === "integer" || type === "number")) return numberOf(value);
  return value.type === "number" && type === "text" ? textOf(value) : value;
}

/** A path into an object column is a call by now; other functions keep to the rules of the local database. */
function isPath(node: Expression): boolean {
  return node.kind === "function-call" && node.name.parts.at(-1)?.name === fieldFunction;
}

function booleanOf(value: Literal): Literal {
  const truth = truths.get(String(value.value).toLowerCase());
  return truth === undefined ? value : { kind: "literal", type: "boolean", value: truth, span: value.span };
}

/** Digits stay exact; a text that is no plain number stays a text. */
function numberOf(value: Literal): Literal {
  const text = String(value.value).trim();
  if (!/^\d+(?:\.\d+)?$/.test(text)) return value;
  const exact = text.includes(".") ? Number(text) : exactInteger(text);
  return { kind: "literal", type: "number", value: exact, raw: text, span: value.span };
}

function textOf({ raw, value, span }: Literal): Literal {
  const text = raw ?? String(value);
  return { kind: "literal", type: "string", value: text, span };
}
