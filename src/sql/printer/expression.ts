/** Printers of expressions and their parts. */
import { quoteName } from "../standard-dialect.ts";
import type { Expression, Literal, ParameterRef } from "../ast.ts";
import { levels, needsParentheses } from "../operators.ts";
import { atLevel, clause, list, optional, type Printers, words } from "./printers.ts";

type ExpressionKind =
  | Expression["kind"]
  | "identifier"
  | "qualified-name"
  | "case-branch"
  | "type-name"
  | "order-item"
  | "window-spec"
  | "window-frame"
  | "frame-bound";

export const expressionPrinters: Printers<ExpressionKind> = {
  identifier: ({ name, quoted }, { identifier }) => identifier(name, quoted),
  "qualified-name": ({ parts }, { print }) => parts.map(print).join("."),
  literal: printLiteral,
  "column-ref": ({ parts }, { print }) => parts.map(print).join("."),
  star: ({ qualifier, exclude, replace }, printing) =>
    words(
      qualifier === undefined ? "*" : `${printing.print(qualifier)}.*`,
      exclude !== undefined && `EXCLUDE (${list(exclude, printing)})`,
      replace !== undefined && `REPLACE (${list(replace, printing)})`,
    ),
  unary: ({ operator, operand }, printing) => {
    if (operator === "NOT") return `NOT ${atLevel(operand, levels.not, printing)}`;
    const text = atLevel(operand, levels.unary, printing);
    // Two signs without a blank would begin a comment.
    return /^[-+~]/.test(text) ? `${operator} ${text}` : `${operator}${text}`;
  },
  binary: ({ operator, left, right }, { print }) => {
    const side = (operand: Expression, which: "left" | "right"): string =>
      needsParentheses(operator, operand, which) ? `(${print(operand)})` : print(operand);
    return `${side(left, "left")} ${operator} ${side(right, "right")}`;
  },
  between: ({ operand, negated, low, high }, printing) => {
    const [subject, from, to] = [operand, low, high].map((part) => atLevel(part, levels.bitwise, printing));
    return `${subject} ${not(negated)}BETWEEN ${from} AND ${to}`;
  },
  "in-list": ({ operand, negated, items }, printing) =>
    `${atLevel(operand, levels.bitwise, printing)} ${not(negated)}IN (${list(items, printing)})`,
  "in-query": ({ operand, negated, query }, printing) =>
    `${atLevel(operand, levels.bitwise, printing)} ${not(negated)}IN (${printing.print(query)})`,
  quantified: ({ operand, operator, quantifier, query }, printing) =>
    `${atLevel(operand, levels.bitwise, printing)} ${operator} ${quantifier} (${printing.print(query)})`,
  like: ({ operand, operator, negated, pattern, escape }, printing) => {
    const [subject, object] = [operand, pattern].map((part) => atLevel(part, levels.bitwise, printing));
    const end = escape === undefined ? "" : ` ESCAPE ${atLevel(escape, levels.bitwise, printing)}`;
    const written = operator === "~*" ? `${negated ? "!" : ""}~*` : `${not(negated)}${operator}`;
    return `${subject} ${written} ${object}${end}`;
  },
  is: ({ operand, negated, distinct, right }, printing) => {
    const [subject, object] = [operand, right].map((part) => atLevel(part, levels.bitwise, printing));
    return `${subject} IS ${not(negated)}${distinct ? "DISTINCT FROM " : ""}${object}`;
  },
  case: ({ operand, branches, otherwise }, printing) =>
    words(
      "CASE",
      optional("", operand, printing),
      ...branches.map(printing.print),
      optional("ELSE", otherwise, printing),
      "END",
    ),
  "case-branch": ({ when, then }, { print }) => `WHEN ${print(when)} THEN ${print(then)}`,
  cast: ({ operand, type }, { print }) => `CAST(${print(operand)} AS ${print(type)})`,
  "type-name": ({ name, arguments: given }) => {
    if (given.length === 0) return name;
    const zone = /^(TIME|TIMESTAMP) (.*)$/.exec(name);
    return zone === null ? `${name}(${given.join(", ")})` : `${zone[1]}(${given.join(", ")}) ${zone[2]}`;
  },
  "function-call": ({ name, distinct, arguments: given, orderBy, filter, over }, printing) => {
    const inside = words(distinct && "DISTINCT", list(given, printing), clause("ORDER BY", orderBy, printing));
    const filtered = filter === undefined ? "" : `FILTER (WHERE ${printing.print(filter)})`;
    return words(`${printing.print(name)}(${inside})`, filtered, optional("OVER", over, printing));
  },
  exists: ({ query }, { print }) => `EXISTS (${print(query)})`,
  "scalar-subquery": ({ query }, { print }) => `(${print(query)})`,
  "row-value": ({ items }, printing) => `(${list(items, printing)})`,
  "parameter-ref": printParameter,
  interval: ({ amount, unit }, { print }) => {
    const isPlain = (amount.kind === "literal" && levelIsPrimary(amount)) || amount.kind === "parameter-ref";
    return words("INTERVAL", isPlain ? print(amount) : `(${print(amount)})`, unit);
  },
  collate: ({ operand, collation }, printing) =>
    `${atLevel(operand, levels.collate, printing)} COLLATE ${printing.print(collation)}`,
  "order-item": ({ expression, descending, nulls }, { print }) =>
    words(print(expression), descending && "DESC", nulls && `NULLS ${nulls}`),
  "window-spec": ({ base, partitionBy, orderBy, frame }, printing) =>
    `(${words(
      optional("", base, printing),
      clause("PARTITION BY", partitionBy, printing),
      clause("ORDER BY", orderBy, printing),
      optional("", frame, printing),
    )})`,
  "window-frame": ({ unit, start, end, exclude }, { print }) =>
    words(
      unit,
      end === undefined ? print(start) : `BETWEEN ${print(start)} AND ${print(end)}`,
      exclude && `EXCLUDE ${exclude}`,
    ),
  "frame-bound": ({ bound, offset }, printing) => words(offset && atLevel(offset, levels.bitwise, printing), bound),
};

function not(negated: boolean): string {
  return negated ? "NOT " : "";
}

function levelIsPrimary({ type, value, raw }: Literal): boolean {
  return type === "string" || (type === "number" && (raw !== undefined || !String(value).startsWith("-")));
}

function printLiteral({ type, value, raw }: Literal): string {
  switch (type) {
    case "null":
      return "NULL";
    case "boolean":
      return value === true ? "TRUE" : "FALSE";
    case "string":
      return `'${String(value).replaceAll("'", "''")}'`;
    case "blob":
      return `x'${String(value)}'`;
    case "number":
      return raw ?? printNumber(value);
  }
}

/** SQL has no word for the infinities; both engines read 9e999 as one. */
function printNumber(value: Literal["value"]): string {
  if (value === Number.POSITIVE_INFINITY) return "9e999";
  if (value === Number.NEGATIVE_INFINITY) return "-9e999";
  if (Number.isNaN(value)) return "NULL";
  return Object.is(value, -0) ? "-0" : String(value);
}

function printParameter({ style, name }: ParameterRef): string {
  const isPlain = style !== "@" || /^[A-Za-z0-9_$]+$/.test(name);
  return `${style}${isPlain ? name : quoteName(name)}`;
}
