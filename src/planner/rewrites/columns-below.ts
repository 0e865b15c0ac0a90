/** Moves expressions into a query below: there they are columns, and above references to those. */
import type {
  CommonTable,
  DerivedTable,
  Expression,
  NamedTable,
  QueryBody,
  Select,
  SelectItem,
  TableRef,
  With,
} from "../../sql/ast.ts";
import { alias, columnRef, identifier, plainSelect, query, selectItem, syntheticSpan } from "../../sql/build.ts";
import { print } from "../../sql/printer.ts";
import { withChildren } from "../../sql/traverse.ts";

/** A query below a SELECT, while it is made. */
export interface ColumnsBelow {
  /** The column that holds an expression; equal expressions share one. */
  readonly refTo: (expression: Expression) => Expression;
  /** The expressions moved so far, each under the name of its column. */
  readonly items: () => SelectItem[];
}

/** No written name has a `#` without quotes, and none is asked for in these tables by what was written. */
export function columnsBelow(table: string): ColumnsBelow {
  const moved = new Map<string, Expression>();
  const nameOf = (position: number): string => `c#${position}`;
  return {
    refTo: (expression) => {
      const text = print(expression);
      const known = [...moved.keys()].indexOf(text);
      if (known < 0) moved.set(text, expression);
      return columnRef(table, nameOf(known < 0 ? moved.size : known + 1));
    },
    items: () => [...moved.values()].map((expression, index) => selectItem(expression, nameOf(index + 1))),
  };
}

/** `(body) AS name` */
export function derivedTable(body: QueryBody, name: string): DerivedTable {
  return { kind: "derived-table", lateral: false, query: query(body), alias: alias(name), span: syntheticSpan };
}

/** `SELECT items FROM (body) AS name` */
export function selectFrom(items: readonly SelectItem[], body: QueryBody, name: string): Select {
  return selectOver(items, derivedTable(body, name));
}

/** `SELECT items FROM from` */
export function selectOver(items: readonly SelectItem[], from: TableRef): Select {
  const span = syntheticSpan;
  return plainSelect({ items, from, span });
}

/** A table of the local database or of a WITH, by its exact name. */
export function namedTable(name: string): NamedTable {
  const parts = [identifier(name, true)];
  return { kind: "named-table", name: { kind: "qualified-name", parts, span: syntheticSpan }, span: syntheticSpan };
}

/** `WITH name (columns) AS MATERIALIZED (body)`: columns of a body under other names, whatever it calls them. */
export function withNames(body: QueryBody, name: string, columns: readonly string[]): With {
  const definition: CommonTable = {
    kind: "common-table",
    name: identifier(name, true),
    columns: columns.map((column) => identifier(column, true)),
    materialized: true,
    query: body.kind === "query" ? body : query(body),
    span: syntheticSpan,
  };
  return { kind: "with", recursive: false, tables: [definition], span: syntheticSpan };
}

/**
 * An expression that stands on its own: output names in it are replaced by what they name. A bound reference of one
 * part is such a name; subqueries have their own.
 */
export function withoutOutputNames(expression: Expression, items: readonly SelectItem[]): Expression {
  const replace = (node: Expression): Expression => {
    if (node.kind === "column-ref" && node.parts.length === 1) {
      const named = items.find((item) => item.alias?.name === node.parts[0]?.name);
      return named?.expression ?? node;
    }
    return withChildren(node, (child) => (child.kind === "query" ? child : replace(child as Expression)));
  };
  return replace(expression);
}

/** The output at a position (`ORDER BY 2`, `GROUP BY 2`), or what an expression means with its output names replaced. */
export function meantBy(expression: Expression, items: readonly SelectItem[]): Expression {
  if (expression.kind !== "literal" || typeof expression.value !== "number") {
    return withoutOutputNames(expression, items);
  }
  return items[expression.value - 1]?.expression ?? expression;
}
