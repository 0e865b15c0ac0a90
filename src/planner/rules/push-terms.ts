/**
 * Conditions go to the database that holds a relation, where it is known to keep every row by them that the local
 * engine keeps. They stay in the query: a term that is sent only spares rows.
 */
import type { TableTerm } from "../../catalog/table-source.ts";
import type { ColumnRef, Expression } from "../../sql/ast.ts";
import type { LogicalQuery } from "../plan.ts";
import type { Scan } from "../scan.ts";
import { occurrencesIn, type Occurrence } from "./occurrences.ts";

export function pushTerms(query: LogicalQuery): LogicalQuery {
  if (!query.rounds.flat().some(isOfSource)) return query;
  const occurrences = occurrencesIn(query);
  const push = (scan: Scan): Scan => {
    if (!isOfSource(scan)) return scan;
    const { access } = scan;
    const source = access.kind === "system" ? access.relation.source : undefined;
    const accepts = (term: TableTerm): boolean => source?.accepts(term) === true;
    const terms = commonTerms(occurrences.get(scan.id) ?? [], (place) => termsAt(scan, place).filter(accepts));
    return terms.length === 0 ? scan : { ...scan, terms };
  };
  return { ...query, rounds: query.rounds.map((round) => round.map(push)) };
}

/** True where a database holds the relation of a scan. */
export function isOfSource({ access }: Scan): boolean {
  return access.kind === "system" && access.relation.source !== undefined;
}

/** One scan may stand in several places, as in the query for arguments of another: what all of them ask. */
export function commonTerms<T>(places: readonly Occurrence[], termsOf: (place: Occurrence) => readonly T[]): T[] {
  const [first, ...others] = places.map(termsOf);
  if (first === undefined) return [];
  const known = others.map((terms) => new Set(terms.map(keyOf)));
  return first.filter((term) => known.every((keys) => keys.has(keyOf(term))));
}

function keyOf(term: unknown): string {
  return JSON.stringify(term, (_key, value: unknown) =>
    typeof value === "bigint" ? { bigint: String(value) } : value,
  );
}

/** The conditions of a place on one column of the scan by constants. */
export function termsAt(scan: Scan, { conditions }: Pick<Occurrence, "conditions">): TableTerm[] {
  return conditions.flatMap(({ expression, keepsMissing }) => {
    const term = termOf(expression, scan);
    // Where the row may be missing, NULL stands for it: only what NULL fails may leave rows out.
    return term === undefined || (keepsMissing && term.operator === "is null") ? [] : [term];
  });
}

const flipped = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
type Comparison = keyof typeof flipped;

function isComparison(operator: string): operator is Comparison {
  return Object.hasOwn(flipped, operator);
}

/** A condition on one column of the scan by constants; undefined for any other. */
function termOf(expression: Expression, scan: Scan): TableTerm | undefined {
  switch (expression.kind) {
    case "binary":
      return isComparison(expression.operator) ? comparisonOf(expression.operator, expression, scan) : undefined;
    case "in-list": {
      const values = expression.items.map(constantOf);
      const column = columnOf(expression.operand, scan);
      if (expression.negated || column === undefined || values.length === 0) return undefined;
      const known = values.flatMap((value) => (value === undefined ? [] : [value]));
      return known.length === values.length ? { column, operator: "in", values: known } : undefined;
    }
    case "is": {
      const column = columnOf(expression.operand, scan);
      const isNull = expression.right.kind === "literal" && expression.right.value === null && !expression.distinct;
      return column !== undefined && isNull
        ? { column, operator: expression.negated ? "is not null" : "is null", values: [] }
        : undefined;
    }
    default:
      return undefined;
  }
}

function comparisonOf(
  operator: Comparison,
  { left, right }: { readonly left: Expression; readonly right: Expression },
  scan: Scan,
): TableTerm | undefined {
  const [column, value] = [columnOf(left, scan), constantOf(right)];
  if (column !== undefined && value !== undefined) return { column, operator, values: [value] };
  const [other, constant] = [columnOf(right, scan), constantOf(left)];
  if (other !== undefined && constant !== undefined) {
    return { column: other, operator: flipped[operator], values: [constant] };
  }
  return undefined;
}

/** The name by which the relation of the scan has the column that a bound reference names. */
export function columnOf(expression: Expression, scan: Scan): string | undefined {
  if (expression.kind !== "column-ref") return undefined;
  return sourceColumn(expression, scan);
}

function sourceColumn({ parts }: ColumnRef, scan: Scan): string | undefined {
  const [alias, column] = parts;
  if (parts.length !== 2 || alias?.name !== scan.alias || column === undefined) return undefined;
  return scan.columns.find((each) => each.name === column.name)?.label;
}

/** A literal, or a number with a sign; NULL is no constant here, as nothing equals it. */
function constantOf(expression: Expression): boolean | number | bigint | string | undefined {
  if (expression.kind === "unary" && expression.operator === "-") {
    const value = constantOf(expression.operand);
    return typeof value === "number" || typeof value === "bigint" ? -value : undefined;
  }
  if (expression.kind !== "literal" || expression.type === "blob") return undefined;
  return expression.value ?? undefined;
}
