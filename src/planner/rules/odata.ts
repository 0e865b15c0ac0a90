/**
 * Conditions as OData writes them. Only those are written by which a server keeps every row that the query keeps,
 * whether it minds the case of letters or not, and whatever the zone in which it writes moments.
 */
import type { Pushdown, ResponseColumn } from "../../catalog/model.ts";
import type { TableTerm } from "../../catalog/table-source.ts";
import type { ColumnType } from "../../common/value.ts";
import type { Expression } from "../../sql/ast.ts";
import type { Scan } from "../scan.ts";
import type { Condition, Occurrence } from "./occurrences.ts";
import { columnOf, termsAt } from "./push-terms.ts";

type Filter = NonNullable<Pushdown["filter"]>;

/** What is asked of one property, with the operators that it is written with. */
export interface OdataTerm {
  readonly text: string;
  readonly operators: readonly string[];
}

/** The conditions of one place in the query that a server can be asked for. */
export function odataTermsAt(scan: Scan, { conditions }: Occurrence, filter: Filter): OdataTerm[] {
  return conditions.flatMap((condition) => odataTerm(condition, scan, filter) ?? []).filter(isKnownTo(filter));
}

function odataTerm(condition: Condition, scan: Scan, filter: Filter): OdataTerm | undefined {
  const { expression, keepsMissing } = condition;
  if (expression.kind === "binary" && (expression.operator === "OR" || expression.operator === "AND")) {
    const [left, right] = [expression.left, expression.right].map((side) =>
      odataTerm({ expression: side, keepsMissing }, scan, filter),
    );
    if (left !== undefined && right !== undefined) return joined(left, right, expression.operator);
    // Half of AND keeps all that the whole does; half of OR does not.
    return expression.operator === "AND" ? (left ?? right) : undefined;
  }
  const [term] = termsAt(scan, { conditions: [condition] });
  const column = term === undefined ? undefined : columnNamed(scan, term.column, filter);
  if (term === undefined || column === undefined) return patternTerm(expression, scan, filter);
  return comparison(term, column);
}

function joined(left: OdataTerm, right: OdataTerm, operator: "AND" | "OR"): OdataTerm {
  const name = operator.toLowerCase();
  return { text: `(${left.text} ${name} ${right.text})`, operators: [...left.operators, ...right.operators, name] };
}

function isKnownTo({ operators }: Filter): (term: OdataTerm) => boolean {
  return (term) => operators === undefined || term.operators.every((one) => operators.includes(one));
}

/** The terms in one condition; the first alone where the server cannot join them. Undefined where there is none. */
export function odataCondition(terms: readonly OdataTerm[], filter: Filter): string | undefined {
  const [first] = terms;
  if (first === undefined) return undefined;
  if (!isKnownTo(filter)({ text: "", operators: ["and"] })) return first.text;
  return terms.map(({ text }) => text).join(" and ");
}

/** The column by the name that the scan knows it by, where conditions may name its property. */
function columnNamed({ access, ...scan }: Scan, label: string, { columns }: Filter): ResponseColumn | undefined {
  // Where the argument stands in for what the server lacks, the server does not know what the query compares.
  const isSubstituted = scan.columns.some(
    (one) => one.label === label && one.from.kind === "response" && one.from.orArgument !== undefined,
  );
  if (access.kind !== "method" || isSubstituted) return undefined;
  const column = access.method.response.columns.find(({ name }) => name === label);
  if (column === undefined || !/^\w+$/.test(column.wireName)) return undefined;
  return columns?.includes(column.wireName) === false ? undefined : column;
}

const operatorNames = { "=": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" } as const;

function comparison({ operator, values }: TableTerm, { wireName, type }: ResponseColumn): OdataTerm | undefined {
  if (operator === "is null" || operator === "is not null") {
    const name = operator === "is null" ? "eq" : "ne";
    return type === "json" || type === "any" ? undefined : { text: `${wireName} ${name} null`, operators: [name] };
  }
  if (operator === "in") {
    const equal = values.map((value) => written(value, type));
    if (equal.length === 0 || !equal.every((text) => text !== undefined)) return undefined;
    const text = equal.map((value) => `${wireName} eq ${value}`).join(" or ");
    return { text: equal.length === 1 ? text : `(${text})`, operators: equal.length === 1 ? ["eq"] : ["eq", "or"] };
  }
  const [value] = values;
  const name = operatorNames[operator];
  if (value === undefined) return undefined;
  if (type === "timestamp") return operator === "=" ? undefined : moment({ wireName, name, value });
  // The order of texts is a matter of the server's collation.
  const text = type === "text" && operator !== "=" ? undefined : written(value, type);
  return text === undefined ? undefined : { text: `${wireName} ${name} ${text}`, operators: [name] };
}

type Literal = TableTerm["values"][number];

const jsTypes: { readonly [type in ColumnType]?: readonly string[] } = {
  text: ["string"],
  integer: ["number", "bigint"],
  number: ["number", "bigint"],
  boolean: ["boolean"],
};

/** A value of the type of its column as a literal; undefined for others: SQL compares those in ways of its own. */
function written(value: Literal, type: ColumnType): string | undefined {
  if (jsTypes[type]?.includes(typeof value) !== true) return undefined;
  return typeof value === "string" ? quoted(value) : String(value);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const dayMilliseconds = 86_400_000;

/** SQL compares the texts of moments: a day on either side covers every zone in which they may be written. */
function moment({ wireName, name, value }: { wireName: string; name: string; value: Literal }): OdataTerm | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.test(value)) {
    return undefined;
  }
  const day = Date.parse(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day)) return undefined;
  const isLower = name === "gt" || name === "ge";
  const bound = new Date(isLower ? day - dayMilliseconds : day + 2 * dayMilliseconds);
  const operator = isLower ? "ge" : "le";
  return { text: `${wireName} ${operator} ${bound.toISOString().slice(0, 19)}Z`, operators: [operator] };
}

/** `LIKE 'text%'` and `LIKE '%text%'`, where the text has no letter whose case LIKE passes over; GLOB minds the case. */
function patternTerm(expression: Expression, scan: Scan, filter: Filter): OdataTerm | undefined {
  if (expression.kind !== "like" || expression.negated || expression.escape !== undefined) return undefined;
  const { operator, operand, pattern } = expression;
  const label = columnOf(operand, scan);
  const column = label === undefined ? undefined : columnNamed(scan, label, filter);
  if (column?.type !== "text" || pattern.kind !== "literal" || typeof pattern.value !== "string") return undefined;
  const any = operator === "LIKE" ? "%" : operator === "GLOB" ? "*" : undefined;
  const found = any === undefined ? undefined : fixedText(pattern.value, any);
  if (found === undefined || (operator === "LIKE" && /[a-z]/i.test(found.text))) return undefined;
  const name = found.anywhere ? "contains" : "startswith";
  return { text: `${name}(${column.wireName},${quoted(found.text)})`, operators: [name] };
}

/** The text of a pattern that is nothing but a text with `any` behind it, or on both sides. */
function fixedText(pattern: string, any: string): { readonly text: string; readonly anywhere: boolean } | undefined {
  const anywhere = pattern.startsWith(any);
  const text = pattern.slice(anywhere ? 1 : 0, -1);
  if (!pattern.endsWith(any) || text === "" || /[%_*?[\]\\]/.test(text)) return undefined;
  return { text, anywhere };
}
