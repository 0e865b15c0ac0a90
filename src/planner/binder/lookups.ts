/** `parameter = '*'` where a query yields the values: the term becomes an IN over that query. */
import { type Connected, connectionColumn } from "../../catalog/connections.ts";
import type { Resource } from "../../catalog/model.ts";
import { EngineError, toEngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { AnyNode, ColumnRef, Expression, QualifiedName, Query } from "../../sql/ast.ts";
import { and, columnRef } from "../../sql/build.ts";
import { parseStatement } from "../../sql/parser.ts";
import { visit } from "../../sql/traverse.ts";
import { findParameter } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { named, withAccount } from "./account-names.ts";
import { everyValue, isEveryValue } from "./every-value.ts";
import { scanRelations, type ScanRelation } from "./offers.ts";
import { qualifiedRelation, type Scope } from "./scope.ts";
import { conjunctsOf, isList, termsOf } from "./terms.ts";
import { placedAt } from "./view.ts";

/** True where a statement asks for every value of something, so that queries of values may be needed. */
export function asksForEvery(root: AnyNode): boolean {
  let asks = false;
  visit(root, { literal: ({ value }) => void (asks ||= value === everyValue) });
  return asks;
}

/**
 * The queries of values of a relation: what its accounts say, where all of them say the same, else what the document
 * says. Throws `invalid_provider_document` or `configuration_error` for what is no query.
 */
export function lookupsOf(
  resource: Resource,
  connected: Connected | undefined,
  span: Span,
): ReadonlyMap<string, Query> {
  const declared = new Map(Object.entries(resource.lookups ?? {}));
  const [first, ...others] = connected?.members ?? [];
  for (const [parameter, sql] of Object.entries(first?.lookups ?? {})) {
    if (others.every(({ lookups }) => lookups?.[parameter] === sql)) declared.set(parameter, sql);
  }
  return new Map(
    [...declared].map(([parameter, sql]) => [parameter, named(parsed(parameter, sql, resource, span), connected)]),
  );
}

function parsed(parameter: string, sql: string, resource: Resource, span: Span): Query {
  const refuse = (why: string): EngineError => {
    const isOwn = resource.lookups?.[parameter] === sql;
    const message = `the query of the values of ${parameter} (${resource.id}) cannot be read: ${why}`;
    return new EngineError({
      condition: isOwn ? "invalid_provider_document" : "configuration_error",
      stage: "bind",
      message,
      span,
    });
  };
  try {
    const statement = parseStatement(sql);
    if (statement.kind === "query") return placedAt(statement, span);
  } catch (error) {
    throw refuse(toEngineError(error).message);
  }
  throw refuse("it is no query");
}

/** True for a name whose relation is there. */
type IsLoaded = (name: QualifiedName) => boolean;

/** A WHERE in which what asks for every value asks by query, where there is one and nothing nearer says the values. */
export function withLookups(where: Expression | undefined, scope: Scope, isLoaded: IsLoaded): Expression | undefined {
  const conjuncts = conjunctsOf(where);
  const changed = conjuncts.map((conjunct) => lookedUp(conjunct, scope, isLoaded) ?? conjunct);
  return changed.every((conjunct, index) => conjunct === conjuncts[index]) ? where : and(...changed);
}

function lookedUp(conjunct: Expression, scope: Scope, isLoaded: IsLoaded): Expression | undefined {
  const [term] = termsOf(conjunct);
  if (term === undefined || !isList(term.values) || !term.values.every(isEveryValue)) return undefined;
  const parts = term.ref.parts.map((part) => part.name);
  const qualified = qualifiedRelation(parts, scope);
  const name = (qualified?.rest ?? parts).join(".");
  const [found] = scanRelations(scope).flatMap((relation) => {
    if (qualified !== undefined && qualified.relation !== relation) return [];
    const query = lookupFor(name, relation);
    return query === undefined || !namesOf(query).every(isLoaded) ? [] : [{ relation, query }];
  });
  return found && asking(term.ref, found.relation, found.query);
}

function namesOf(query: Query): readonly QualifiedName[] {
  const names: QualifiedName[] = [];
  visit(query, { "named-table": ({ name }) => void (name.parts.length > 1 && names.push(name)) });
  return names;
}

function lookupFor(name: string, { draft }: ScanRelation): Query | undefined {
  const { relation } = draft;
  if (relation.kind === "system" || relation.lookups === undefined) return undefined;
  const parameter = draft.methods.flatMap((method) => findParameter(method, name) ?? [])[0];
  if (parameter === undefined || isKnown(parameter.name, relation) || (parameter.enum ?? []).length > 0)
    return undefined;
  return relation.lookups.get(parameter.name);
}

/** True where accounts list the values themselves. */
function isKnown(parameter: string, { connected }: ResourceRelation): boolean {
  return connected?.members.some(({ values }) => Object.hasOwn(values, parameter)) === true;
}

/** Each account of a group has its own values: the query tells whose they are, where it reads one relation. */
function asking(ref: ColumnRef, { alias, draft }: ScanRelation, query: Query): Expression {
  const { span } = ref;
  const isGroup = draft.relation.kind === "resource" && draft.relation.connected?.isGroup === true;
  const paired = isGroup ? withAccount(query) : undefined;
  if (paired === undefined) return { kind: "in-query", negated: false, operand: ref, query, span };
  const account = placedAt(columnRef(alias, connectionColumn), span);
  const operand = { kind: "row-value", items: [ref, account], span } as const;
  return { kind: "in-query", negated: false, operand, query: paired, span };
}
