/**
 * What queries of provider documents say in ways of their own, said as other queries do: parameters of methods that
 * they do not call, and output names as arguments of table functions.
 */
import { sameName } from "./same-name.ts";
import { methodsFor } from "../../catalog/lookup.ts";
import type { ColumnRef, Expression, Query, Select, SelectItem, TableRef } from "../../sql/ast.ts";
import { and, inList, literal } from "../../sql/build.ts";
import { rewrite } from "../../sql/traverse.ts";
import { findParameter } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { quoted } from "./expression.ts";
import { nameKey, type RelationTable } from "./relations.ts";
import { conjunctsOf, isList, termsOf } from "./terms.ts";
import type { Given } from "./view.ts";

/** The query of a document view, given what the query around it gives; all places in it are those it had. */
export function settledView(query: Query, given: Given, relations: RelationTable): Query {
  return rewrite(query, { select: (select) => withParameters(withOutputNames(select), given, relations) });
}

/**
 * A view may show a parameter of another method than the one its own conditions lead to: it has the value that the
 * query around it gives, which then chooses the method, else none.
 */
function withParameters(select: Select, given: Given, relations: RelationTable): Select {
  const resource = onlyResource(select.from, relations);
  if (resource === undefined) return select;
  const terms: Expression[] = [];
  const items = select.items.map((item): SelectItem => {
    const name = ungiven(item, select, resource);
    if (name === undefined) return item;
    const term = given.get(name.toLowerCase());
    if (term !== undefined && isList(term.values)) {
      terms.push({ ...inList(item.expression, term.values), span: item.span });
      return item;
    }
    const expression = { ...literal(null), span: item.span };
    return { ...item, expression, alias: item.alias ?? quoted(name, item.span) };
  });
  if (items.every((item, index) => item === select.items[index]) && terms.length === 0) return select;
  const where = and(...(select.where === undefined ? [] : [select.where]), ...terms);
  return { ...select, items, ...(where === undefined ? {} : { where }) };
}

function onlyResource(from: TableRef | undefined, relations: RelationTable): ResourceRelation | undefined {
  const relation = from?.kind === "named-table" ? relations.get(nameKey(from.name)) : undefined;
  return relation?.kind === "resource" && relation.views.length === 0 ? relation : undefined;
}

/** The parameter that an item shows, where no row has a column of the name and no condition gives it a value. */
function ungiven({ expression }: SelectItem, select: Select, { resource }: ResourceRelation): string | undefined {
  const name = expression.kind === "column-ref" ? soleName(expression) : undefined;
  if (name === undefined) return undefined;
  const methods = methodsFor(resource, "select");
  const isShown = methods.some(({ response }) =>
    response.columns.some((column) => sameName(column.name, name) || column.wireName === name),
  );
  const isGiven = conjunctsOf(select.where)
    .flatMap(termsOf)
    .some(({ ref }) => sameName(ref.parts.at(-1)?.name ?? "", name));
  return isShown || isGiven || !methods.some((method) => findParameter(method, name) !== undefined) ? undefined : name;
}

/** `json_each(output)` names what the SELECT list makes, as SQLite lets it: the list stands in its place. */
function withOutputNames(select: Select): Select {
  if (select.from === undefined || !hasFunction(select.from)) return select;
  const outputs = new Map<string, Expression>();
  for (const { alias, expression } of select.items) if (alias !== undefined) outputs.set(alias.name, expression);
  const replaced = (argument: Expression): Expression =>
    (argument.kind === "column-ref" ? outputs.get(soleName(argument) ?? "") : undefined) ?? argument;
  const from = mapFunctions(select.from, (ref) => ({
    ...ref,
    call: { ...ref.call, arguments: ref.call.arguments.map(replaced) },
  }));
  return { ...select, from };
}

function hasFunction(ref: TableRef): boolean {
  return ref.kind === "table-function" || (ref.kind === "join" && (hasFunction(ref.left) || hasFunction(ref.right)));
}

type TableFunctionRef = Extract<TableRef, { kind: "table-function" }>;

function mapFunctions(ref: TableRef, change: (ref: TableFunctionRef) => TableRef): TableRef {
  if (ref.kind === "join") {
    return { ...ref, left: mapFunctions(ref.left, change), right: mapFunctions(ref.right, change) };
  }
  return ref.kind === "table-function" ? change(ref) : ref;
}

function soleName({ parts }: ColumnRef): string | undefined {
  return parts.length === 1 ? parts[0]?.name : undefined;
}
