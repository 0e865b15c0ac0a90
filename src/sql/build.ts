/** Small constructors for the nodes that rules make. Their span is empty: they stand nowhere in the text. */
import type {
  Alias,
  Binary,
  BinaryOperator,
  ColumnRef,
  Expression,
  FunctionCall,
  Identifier,
  InList,
  Is,
  Literal,
  QualifiedName,
  Query,
  QueryBody,
  Select,
  SelectItem,
  Star,
  Unary,
} from "./ast.ts";
import type { Span } from "../common/span.ts";

/** The span of nodes that were not written by anyone. */
export const syntheticSpan: Span = { start: 0, end: 0 };

/** A name; not quoted, the printer quotes where it must. */
export function identifier(name: string, quoted = false): Identifier {
  return { kind: "identifier", name, quoted, span: syntheticSpan };
}

/** A dotted name of the given parts. */
export function qualifiedName(...parts: readonly string[]): QualifiedName {
  return { kind: "qualified-name", parts: parts.map((part) => identifier(part)), span: syntheticSpan };
}

/** A column; its names are quoted, so that they stay exactly as given in every engine. */
export function columnRef(...parts: readonly string[]): ColumnRef {
  return { kind: "column-ref", parts: parts.map((part) => identifier(part, true)), span: syntheticSpan };
}

const literalTypes = { boolean: "boolean", number: "number", bigint: "number", string: "string" } as const;

/** A constant. */
export function literal(value: Literal["value"]): Literal {
  const type = value === null ? "null" : literalTypes[typeof value as keyof typeof literalTypes];
  return { kind: "literal", value, type, span: syntheticSpan };
}

/** `left operator right`. */
export function binary(operator: BinaryOperator, left: Expression, right: Expression): Binary {
  return { kind: "binary", operator, left, right, span: syntheticSpan };
}

/** `left = right`. */
export function equals(left: Expression, right: Expression): Binary {
  return binary("=", left, right);
}

/** All of the terms; undefined where there are none. */
export function and(...terms: readonly Expression[]): Expression | undefined {
  return joined("AND", terms);
}

/** Any of the terms; undefined where there are none. */
export function or(...terms: readonly Expression[]): Expression | undefined {
  return joined("OR", terms);
}

function joined(operator: "AND" | "OR", terms: readonly Expression[]): Expression | undefined {
  const [first] = terms;
  if (terms.length < 2) return first;
  return terms.reduce((left, right) => binary(operator, left, right));
}

/** `NOT operand`. */
export function not(operand: Expression): Unary {
  return { kind: "unary", operator: "NOT", operand, span: syntheticSpan };
}

/** `operand IN (items)`. */
export function inList(operand: Expression, items: readonly Expression[]): InList {
  return { kind: "in-list", negated: false, operand, items, span: syntheticSpan };
}

/** `operand IS [NOT] NULL`. */
export function isNull(operand: Expression, negated = false): Is {
  return { kind: "is", negated, distinct: false, operand, right: literal(null), span: syntheticSpan };
}

/** `name(arguments)`. */
export function call(name: string, ...given: readonly Expression[]): FunctionCall {
  return {
    kind: "function-call",
    name: qualifiedName(name),
    distinct: false,
    arguments: given,
    orderBy: [],
    span: syntheticSpan,
  };
}

/** `*`. */
export function star(): Star {
  return { kind: "star", span: syntheticSpan };
}

/** `expression [AS alias]`. */
export function selectItem(expression: Expression, alias?: string): SelectItem {
  const named = alias === undefined ? {} : { alias: identifier(alias, true) };
  return { kind: "select-item", expression, ...named, span: syntheticSpan };
}

/** A table's alias. */
export function alias(name: string): Alias {
  return { kind: "alias", name: identifier(name, true), columns: [], span: syntheticSpan };
}

/** A SELECT of some items, with what else it has. */
export function plainSelect(parts: Pick<Select, "items"> & Partial<Select>): Select {
  return {
    kind: "select",
    hints: [],
    distinct: false,
    distinctOn: [],
    groupBy: [],
    windows: [],
    span: syntheticSpan,
    ...parts,
  };
}

/** A query without clauses of its own around a body. */
export function query(body: QueryBody): Query {
  return { kind: "query", body, orderBy: [], span: syntheticSpan };
}

/** The terms of a chain of ANDs, from left to right. */
export function conjuncts(expression: Expression | undefined): Expression[] {
  if (expression === undefined) return [];
  if (expression.kind !== "binary" || expression.operator !== "AND") return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}
