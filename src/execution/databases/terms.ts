/** Reads as SQL text, for any database: which terms it can be trusted with, and how they are written. */
import { quoteName } from "../../sql/standard-dialect.ts";
import type { TableRead, TableTerm } from "../../catalog/table-source.ts";
import { instantCondition, periodOf } from "./instants.ts";
import type { ColumnType, Value } from "../../common/value.ts";

/**
 * How the database compares a column. Only what keeps every row that the local engine would keep is asked of it:
 * `ordered text` can be put in the order of its bytes; `instant` and `day` are points in time there, and text here.
 */
const comparisons = ["text", "ordered text", "uuid", "integer", "number", "boolean", "instant", "day", "none"] as const;
export type Comparison = (typeof comparisons)[number];

/** A column as the database has it. */
export interface SourceColumn {
  /** As SQL here names it: without regard to case, no other column has the name. */
  readonly name: string;
  /** As the database names it. */
  readonly sourceName: string;
  readonly type: ColumnType;
  readonly comparison: Comparison;
  /** False where a cell may be NULL that is none in the database. */
  readonly nullsAgree: boolean;
  /** Set where the database is asked for it as JSON. */
  readonly asJson?: true | undefined;
  /** What becomes of the text that the database sends; absent where it is taken as it is. */
  readonly cell?: ((text: string) => Value) | undefined;
}

/** What is written otherwise by each database. */
export interface SourceDialect {
  /** The column in a SELECT list. */
  readonly selected: (column: SourceColumn) => string;
  readonly boolean: (value: boolean) => string;
  /** The literal that makes a comparison of texts one of bytes. */
  readonly orderedText: (literal: string) => string;
}

/** Values in one list; beyond them a read is not narrowed. */
export const longestList = 20_000;

type Test = (value: Value) => boolean;

const equalTo: { readonly [C in Comparison]: Test } = {
  text: isPlainText,
  "ordered text": isPlainText,
  uuid: (value) => typeof value === "string",
  integer: isWhole,
  number: isNumber,
  boolean: (value) => typeof value === "boolean",
  instant: (value) => typeof value === "string" && periodOf(value, false) !== undefined,
  day: (value) => typeof value === "string" && periodOf(value, true) !== undefined,
  none: () => false,
};

const orderedAgainst: { readonly [C in Comparison]: Test } = {
  ...equalTo,
  text: () => false,
  uuid: () => false,
  boolean: () => false,
  integer: isNumber,
};

/** True where the database keeps every row by this term that the local engine keeps. */
export function acceptsTerm({ operator, values }: TableTerm, column: SourceColumn | undefined): boolean {
  if (column === undefined) return false;
  switch (operator) {
    case "is null":
    case "is not null":
      return column.nullsAgree;
    case "in":
      if (column.comparison === "instant" || column.comparison === "day") return false;
      return values.length <= longestList && acceptsEqual(values, column);
    case "=":
      return acceptsEqual(values, column);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return values.length === 1 && values.every(orderedAgainst[column.comparison]);
  }
}

function acceptsEqual(values: readonly Value[], { comparison }: SourceColumn): boolean {
  return comparison !== "none" && values.every(equalTo[comparison]);
}

/** Text that every database takes as it is: no NUL, no half of a surrogate pair; blobs are shown as `\x…`. */
function isPlainText(value: Value): boolean {
  return typeof value === "string" && !/[\0\p{Cs}]/u.test(value) && !value.startsWith("\\x");
}

function isWhole(value: Value): boolean {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

function isNumber(value: Value): boolean {
  return typeof value === "bigint" || Number.isFinite(value);
}

/**
 * `SELECT … FROM table WHERE … LIMIT …`; `table` is SQL already. An `in` without values stands for values that are not
 * known yet: that text is for people.
 */
export function selectText(
  { columns, terms, limit }: TableRead,
  table: string,
  known: readonly SourceColumn[],
  dialect: SourceDialect,
): string {
  const named = new Map(known.map((column) => [column.name, column]));
  const selected = columns.flatMap((name) => named.get(name) ?? []).map((column) => dialect.selected(column));
  const conditions = terms.flatMap((term) => {
    const column = named.get(term.column);
    return column === undefined ? [] : [conditionText(term, column, dialect)];
  });
  return [
    `SELECT ${selected.length === 0 ? "1" : selected.join(", ")} FROM ${table}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(" AND ")}`]),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join(" ");
}

function conditionText(term: TableTerm, column: SourceColumn, dialect: SourceDialect): string {
  const instant = instantText(term, column);
  if (instant !== undefined) return instant;
  const { operator, values } = term;
  const name = quoteName(column.sourceName);
  const literals = values.filter((value) => mayEqual(value, column)).map((value) => literalText(value, dialect));
  switch (operator) {
    case "is null":
    case "is not null":
      return `${name} ${operator.toUpperCase()}`;
    case "=":
    case "in":
      if (values.length === 0) return `${name} IN (…)`;
      if (literals.length === 0) return "1 = 0";
      return literals.length === 1 ? `${name} = ${literals[0] ?? ""}` : `${name} IN (${literals.join(", ")})`;
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const [literal = ""] = literals;
      return `${name} ${operator} ${column.comparison === "ordered text" ? dialect.orderedText(literal) : literal}`;
    }
  }
}

/** The condition on a point in time; undefined for any other. */
function instantText({ operator, values }: TableTerm, { comparison, sourceName }: SourceColumn): string | undefined {
  if (comparison !== "instant" && comparison !== "day") return undefined;
  if (operator === "in" || operator === "is null" || operator === "is not null") return undefined;
  const period = periodOf(String(values[0]), comparison === "day");
  return period === undefined ? undefined : instantCondition(quoteName(sourceName), operator, period);
}

/** A database refuses text that is no uuid; and a uuid is shown in lower case only, so no other text equals one. */
function mayEqual(value: Value, { comparison }: SourceColumn): boolean {
  if (comparison !== "uuid" || typeof value !== "string") return true;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

function literalText(value: Value, { boolean }: SourceDialect): string {
  if (typeof value === "boolean") return boolean(value);
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return String(value);
}
