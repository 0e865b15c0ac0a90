/** WHERE of UPDATE, REPLACE and DELETE: every conjunct must give a parameter its value; IN lists fan out. */
import { EngineError } from "../../common/error.ts";
import type { Expression, Query, SelectItem, TableRef } from "../../sql/ast.ts";
import { quoted } from "./expression.ts";
import { conjunctsOf, termsOf, type Term } from "./terms.ts";
import type { GivenName } from "./call.ts";

/** A name and the expression (one row) or list or query (several rows) that gives it its value. */
export interface WriteTerm extends GivenName {
  readonly values: Term["values"];
}

/** The terms of a WHERE. Throws `feature_not_supported` at a conjunct that is no equality or IN. */
export function writeTerms(where: Expression | undefined, isQualifier: (part: string) => boolean): WriteTerm[] {
  return conjunctsOf(where).map((conjunct) => {
    const term = termsOf(conjunct)[0];
    if (term === undefined) {
      throw new EngineError({
        condition: "feature_not_supported",
        stage: "bind",
        message: "a WHERE of a write can only compare parameters by = or IN",
        span: conjunct.span,
        hint: "Read the rows that are meant with SELECT first, then name them by their parameters.",
      });
    }
    const parts = term.ref.parts.map((part) => part.name);
    const own = parts.length > 1 && isQualifier(parts[0] ?? "") ? parts.slice(1) : parts;
    return { name: own.join("."), span: term.ref.span, values: term.values };
  });
}

/** A query that yields one row of arguments for each combination of the terms' values, then the given expressions. */
export function argumentRows(terms: readonly WriteTerm[], single: readonly Expression[], span: Query["span"]): Query {
  const items: SelectItem[] = [];
  let from: TableRef | undefined;
  for (const [index, { values, span: at }] of terms.entries()) {
    const [only] = Array.isArray(values) ? (values as readonly Expression[]) : [];
    if (Array.isArray(values) && values.length === 1 && only !== undefined) {
      items.push({ kind: "select-item", expression: only, alias: quoted(`argument${index}`, at), span: at });
      continue;
    }
    const name = quoted(`given${index}`, at);
    const right: TableRef = {
      kind: "derived-table",
      lateral: false,
      query: valuesQuery(values),
      alias: { kind: "alias", name, columns: [quoted("value", at)], span: at },
      span: at,
    };
    from =
      from === undefined
        ? right
        : { kind: "join", join: "CROSS", natural: false, comma: false, left: from, right, using: [], span: at };
    const expression: Expression = { kind: "column-ref", parts: [name, quoted("value", at)], span: at };
    items.push({ kind: "select-item", expression, alias: quoted(`argument${index}`, at), span: at });
  }
  for (const expression of single) items.push({ kind: "select-item", expression, span: expression.span });
  const select = {
    kind: "select",
    hints: [],
    distinct: false,
    distinctOn: [],
    items,
    groupBy: [],
    windows: [],
    span,
  } as const;
  return { kind: "query", body: from === undefined ? select : { ...select, from }, orderBy: [], span };
}

function valuesQuery(values: Term["values"]): Query {
  if (!("query" in values)) {
    const span = values[0]?.span ?? { start: 0, end: 0 };
    return { kind: "query", body: { kind: "values", rows: values.map((value) => [value]), span }, orderBy: [], span };
  }
  return values.query;
}
