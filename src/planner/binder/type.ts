/** Types of expressions, as far as they can be known before a query runs. */
import type { ColumnType } from "../../common/value.ts";
import type { BinaryOperator, Expression, Literal, TypeName } from "../../sql/ast.ts";

const typeNames: { readonly [name: string]: ColumnType | undefined } = {
  TEXT: "text",
  VARCHAR: "text",
  CHAR: "text",
  NCHAR: "text",
  NVARCHAR: "text",
  STRING: "text",
  CLOB: "text",
  UUID: "text",
  "CHARACTER VARYING": "text",
  CHARACTER: "text",
  BINARY: "any",
  BLOB: "any",
  DATE: "text",
  TIME: "text",
  INT: "integer",
  INTEGER: "integer",
  BIGINT: "integer",
  SMALLINT: "integer",
  TINYINT: "integer",
  MEDIUMINT: "integer",
  SIGNED: "integer",
  UNSIGNED: "integer",
  INT2: "integer",
  INT4: "integer",
  INT8: "integer",
  "SIGNED INTEGER": "integer",
  "UNSIGNED INTEGER": "integer",
  REAL: "number",
  DOUBLE: "number",
  "DOUBLE PRECISION": "number",
  FLOAT: "number",
  FLOAT4: "number",
  FLOAT8: "number",
  NUMERIC: "number",
  DECIMAL: "number",
  NUMBER: "number",
  BOOL: "boolean",
  BOOLEAN: "boolean",
  JSON: "json",
  JSONB: "json",
  DATETIME: "timestamp",
  TIMESTAMP: "timestamp",
  TIMESTAMPTZ: "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
  "TIMESTAMP WITHOUT TIME ZONE": "timestamp",
};

/** True for the names of types that the engine knows itself. */
export function isTypeName(type: TypeName): boolean {
  return typeNames[type.name] !== undefined;
}

/** The type that a cast yields; `any` for a type name the engine leaves to the backend. */
export function castType(type: TypeName): ColumnType {
  return typeNames[type.name] ?? "any";
}

/** The one type of several branches: theirs where they agree (`any` gives way), a number for mixed numbers. */
export function combinedType(types: readonly ColumnType[]): ColumnType {
  const known = [...new Set(types.filter((type) => type !== "any"))];
  if (known.length === 1 && known[0] !== undefined) return known[0];
  if (known.length > 0 && known.every((type) => type === "integer" || type === "number")) return "number";
  return "any";
}

const operatorTypes: { readonly [O in BinaryOperator]: ColumnType | "arithmetic" } = {
  OR: "boolean",
  XOR: "boolean",
  AND: "boolean",
  "=": "boolean",
  "<>": "boolean",
  "<": "boolean",
  "<=": "boolean",
  ">": "boolean",
  ">=": "boolean",
  "<=>": "boolean",
  "|": "integer",
  "&": "integer",
  "^": "integer",
  "<<": "integer",
  ">>": "integer",
  "+": "arithmetic",
  "-": "arithmetic",
  "*": "arithmetic",
  "/": "arithmetic",
  "%": "arithmetic",
  DIV: "integer",
  "||": "text",
  "->": "json",
  "->>": "any",
};

/** The type of a bound node whose children's types are known. */
export function typeOfNode(node: Expression, typeOf: (child: Expression) => ColumnType): ColumnType {
  switch (node.kind) {
    case "literal":
      return literalType(node);
    case "unary":
      return node.operator === "NOT" ? "boolean" : typeOf(node.operand);
    case "binary": {
      if (node.left.kind === "interval" || node.right.kind === "interval") return "timestamp";
      const type = operatorTypes[node.operator];
      return type === "arithmetic" ? arithmeticType(typeOf(node.left), typeOf(node.right)) : type;
    }
    case "between":
    case "in-list":
    case "like":
    case "is":
      return "boolean";
    case "collate":
      return typeOf(node.operand);
    default:
      return "any";
  }
}

function literalType(literal: Literal): ColumnType {
  if (literal.type === "boolean") return "boolean";
  if (literal.type === "string") return "text";
  if (literal.type !== "number") return "any";
  if (typeof literal.value === "bigint") return "integer";
  return Number.isInteger(literal.value) && !/[.eE]/.test(literal.raw ?? "") ? "integer" : "number";
}

function arithmeticType(left: ColumnType, right: ColumnType): ColumnType {
  if (left === "integer" && right === "integer") return "integer";
  return left === "number" || right === "number" ? "number" : "any";
}
