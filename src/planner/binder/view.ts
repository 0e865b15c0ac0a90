/** Views of provider documents: a query that stands for a resource in FROM, given values by the query around it. */
import type { Resource } from "../../catalog/model.ts";
import { EngineError, toEngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { AnyNode, Expression, Query, QualifiedName, Select } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { rewrite, visit, withChildren } from "../../sql/traverse.ts";
import type { ParsedView, ResourceRelation } from "../scan.ts";
import { quoted } from "./expression.ts";
import type { ScopeColumn } from "./scope.ts";
import { conjunctsOf, isConstant, termsOf, type Term } from "./terms.ts";

/** Views name other views; deeper than this is refused, as the incumbent does. */
export const deepestView = 5;

/** The views of a resource, parsed; every place in them is that of the name in FROM. Throws `invalid_provider_document`. */
export function parseViews(resource: Resource, name: QualifiedName): ParsedView[] {
  return (resource.views ?? []).map((view) => ({ ...view, query: parseView(view.sql, resource, name.span) }));
}

function parseView(sql: string, resource: Resource, span: Span): Query {
  try {
    const statement = parseStatement(sql);
    if (statement.kind === "query") return placedAt(namedItems(statement), span);
  } catch (error) {
    throw brokenView(resource, toEngineError(error).message, span);
  }
  throw brokenView(resource, "it is no query", span);
}

function brokenView(resource: Resource, why: string, span: Span): EngineError {
  const message = `the view ${resource.id} of its provider document cannot be read: ${why}`;
  return new EngineError({ condition: "invalid_provider_document", stage: "bind", message, span });
}

/** Unnamed expressions are named by their text, which is not that of the statement. */
export function namedItems(query: Query): Query {
  return rewrite(query, {
    "select-item": (item) => {
      const { expression, alias, span } = item;
      if (alias !== undefined || expression.kind === "column-ref" || expression.kind === "star") return item;
      return { ...item, alias: quoted(print(expression), span) };
    },
  });
}

/** A node whose every place is the given one. */
export function placedAt<N extends AnyNode>(node: N, span: Span): N {
  return { ...withChildren(node, (child) => placedAt(child, span)), span };
}

/** The constant terms of WHERE that concern one relation, by lower-case name. */
export type Given = ReadonlyMap<string, Term>;

/** The terms of a WHERE that give names of a relation values without columns: by its alias, or unqualified. */
export function givenTo(alias: string, where: Expression | undefined): Given {
  const given = new Map<string, Term>();
  for (const term of conjunctsOf(where).flatMap(termsOf)) {
    const parts = term.ref.parts.map((part) => part.name.toLowerCase());
    const own = parts.length > 1 && parts[0] === alias.toLowerCase() ? parts.slice(1) : parts;
    if (isConstant(term) && !given.has(own.join("."))) given.set(own.join("."), term);
  }
  return given;
}

/**
 * The first view that is given all it needs, with the values in it. Undefined where none is and the resource has select
 * methods; throws `missing_argument` where it has none.
 */
export function chooseView({ resource, views }: ResourceRelation, given: Given, span: Span): Query | undefined {
  const view = views.find(({ required }) => required.every((name) => given.has(name.toLowerCase())));
  if (view !== undefined) return overridden(view.query, given);
  if (resource.verbs.select.length > 0) return undefined;
  const required = views[0]?.required ?? [];
  throw new EngineError({
    condition: "missing_argument",
    stage: "bind",
    message: `SELECT on ${resource.id} needs ${required.join(", ")}`,
    span,
    hint: `It is a view: JOIN it to the right of a relation that yields the values, or add WHERE ${required.map((name) => `${name} = '…'`).join(" AND ")}.`,
  });
}

/** The conjuncts that gave a view a value which it does not show: there is nothing left to check. */
export function unseen({ views }: ResourceRelation, given: Given, shown: readonly ScopeColumn[]): Expression[] {
  const labels = new Set(shown.map((column) => column.label.toLowerCase()));
  const view = views.find(({ required }) => required.every((name) => given.has(name.toLowerCase())));
  if (view === undefined) return [];
  const taken = new Set([...view.required.map((name) => name.toLowerCase()), ...comparedIn(view.query)]);
  return [...given].flatMap(([name, term]) => (taken.has(name) && !labels.has(name) ? [term.conjunct] : []));
}

/** Names that a query compares with literals, in lower case: those that `overridden` gives other values. */
function comparedIn(query: Query): ReadonlySet<string> {
  const names = new Set<string>();
  visit(query, {
    select: ({ where }) => {
      const terms = conjunctsOf(where).flatMap(termsOf).filter(isConstant);
      for (const { ref } of terms) names.add(ref.parts.at(-1)?.name.toLowerCase() ?? "");
    },
  });
  return names;
}

/** `column = literal` in a view takes the values that the query around it gives to a column of that name. */
function overridden(query: Query, given: Given): Query {
  return rewrite(query, { select: (select) => withWhere(select, given) });
}

/** A SELECT whose own constant terms take the given values. */
export function withWhere(select: Select, given: Given): Select {
  if (select.where === undefined) return select;
  const replace = (condition: Expression): Expression => {
    if (condition.kind === "binary" && condition.operator === "AND") {
      return { ...condition, left: replace(condition.left), right: replace(condition.right) };
    }
    const [term] = termsOf(condition);
    const override = given.get(term?.ref.parts.at(-1)?.name.toLowerCase() ?? "");
    if (term === undefined || override === undefined || !isConstant(term)) return condition;
    if ("query" in override.values) return { ...override.values, operand: term.ref };
    return { kind: "in-list", negated: false, operand: term.ref, items: override.values, span: condition.span };
  };
  return { ...select, where: replace(select.where) };
}
