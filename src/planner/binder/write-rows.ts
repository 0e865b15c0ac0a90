/** The query that yields the argument rows of a write. */
import { plainSelect } from "../../sql/build.ts";
import type { Expression, Query, Select, SelectItem, TableRef, With } from "../../sql/ast.ts";
import type { Span } from "../../common/span.ts";
import type { GivenName } from "./argument-names.ts";
import { conjunction } from "./argument-query.ts";
import { quoted } from "./expression.ts";
import type { Term } from "./terms.ts";

/** A name and the expression (one value for each row) or list or query (several values) that gives it its value. */
export interface WriteTerm extends GivenName {
  readonly values: Term["values"];
}

/** Where argument rows come from: absent, one row. */
export interface RowSource {
  readonly with?: With | undefined;
  readonly from?: TableRef | undefined;
  readonly filters?: readonly Expression[];
  /** Which rows of the source are kept. */
  readonly limits?: Partial<Pick<Query, "orderBy" | "limit" | "offset">>;
}

interface ArgumentRows extends RowSource {
  readonly terms: readonly WriteTerm[];
  /** Expressions whose values come after those of the terms. */
  readonly single: readonly Expression[];
  readonly span: Span;
}

/** One row for each row of the source and each combination of the terms' values; equal rows of a source are one. */
export function argumentRows(given: ArgumentRows): Query {
  const { terms, single, span, with: tables, from: source, filters = [], limits = {} } = given;
  const items: SelectItem[] = [];
  let from = source;
  for (const [index, { values, span: at }] of terms.entries()) {
    const alias = quoted(`argument${index}`, at);
    const only = onlyValue(values);
    if (only !== undefined) {
      items.push({ kind: "select-item", expression: only, alias, span: at });
      continue;
    }
    const name = quoted(`given${index}`, at);
    from = crossed(from, valuesTable(values, name));
    const expression: Expression = { kind: "column-ref", parts: [name, quoted("value", at)], span: at };
    items.push({ kind: "select-item", expression, alias, span: at });
  }
  for (const [index, expression] of single.entries()) {
    const at = expression.span;
    const alias = expression.kind === "star" ? {} : { alias: quoted(`value${index}`, at) };
    items.push({ kind: "select-item", expression, ...alias, span: at });
  }
  const where = conjunction(filters);
  const select: Select = plainSelect({
    // ORDER BY may name what DISTINCT does not keep.
    distinct: source !== undefined && limits.orderBy === undefined,
    items,
    span,
    ...(from === undefined ? {} : { from }),
    ...(where === undefined ? {} : { where }),
  });
  const query: Query = { kind: "query", body: select, orderBy: [], ...limits, span };
  return tables === undefined ? query : { ...query, with: tables };
}

/** Every row of the left with every row of the right. */
export function crossed(left: TableRef | undefined, right: TableRef): TableRef {
  if (left === undefined) return right;
  return { kind: "join", join: "CROSS", natural: false, comma: false, left, right, using: [], span: right.span };
}

function onlyValue(values: Term["values"]): Expression | undefined {
  return "query" in values || values.length !== 1 ? undefined : values[0];
}

function valuesTable(values: Term["values"], name: ReturnType<typeof quoted>): TableRef {
  const { span } = name;
  const alias = { kind: "alias", name, columns: [quoted("value", span)], span } as const;
  return { kind: "derived-table", lateral: false, query: valuesQuery(values), alias, span };
}

function valuesQuery(values: Term["values"]): Query {
  if ("query" in values) return values.query;
  const span = values[0]?.span ?? { start: 0, end: 0 };
  return { kind: "query", body: { kind: "values", rows: values.map((value) => [value]), span }, orderBy: [], span };
}
