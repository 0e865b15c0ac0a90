/** SHOW and DESCRIBE are queries over the relations of the catalog. */
import { connectionColumn } from "../../catalog/connections.ts";
import { storedCatalog } from "../../catalog/relations/stored.ts";
import { findNamed, findProvider, methodsFor } from "../../catalog/lookup.ts";
import type { Resource } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Describe, DescribeMethod, Expression, QualifiedName, Query, Select, Show } from "../../sql/ast.ts";
import { plainSelect } from "../../sql/build.ts";
import type { BoundQueryStatement } from "../bound.ts";
import { connectionParameter } from "./connected.ts";
import { quoted } from "./expression.ts";
import { findMethod } from "./exec.ts";
import { findRelation, findResource, nameKey, undefinedTable, type BindEnvironment } from "./relations.ts";
import { bindWritten, literal, queryOf, rowsOf, sqlOf } from "./rows-query.ts";
import { shown, type Shown } from "./shown.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { storedColumnsOf, viewColumnsOf } from "./view-columns.ts";

export async function bindShow(
  statement: Show,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const what = shown[statement.what];
  const base = await shownQuery(statement, what, environment);
  return bindStandaloneQuery(filtered(base, statement, what), sqlOf(base), environment);
}

async function shownQuery(statement: Show, what: Shown, environment: BindEnvironment): Promise<Query> {
  const { from, extended } = statement;
  if (statement.what === "COLUMNS" && from !== undefined) return describedQuery(from, extended, environment);
  const keys = await showKeys(statement, what, environment);
  const each = what.unchecked === true ? await keysOfMembers(keys, environment) : [keys];
  const columns = extended && what.extended !== undefined ? `${what.columns}, ${what.extended}` : what.columns;
  return queryOf(each.map((values) => catalogSql(what.relation, columns, values, what.where)).join(" UNION ALL "));
}

async function showKeys(statement: Show, what: Shown, environment: BindEnvironment): Promise<[string, string][]> {
  const parts = statement.from?.parts.map((part) => part.name) ?? [];
  if (what.open !== true && parts.length === what.keys.length - 1 && environment.defaultProvider !== undefined)
    parts.unshift(environment.defaultProvider);
  const isEnough = what.open === true ? parts.length <= what.keys.length : parts.length === what.keys.length;
  if (!isEnough) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `SHOW ${statement.what} ${what.keys.length === 0 ? "takes no FROM" : `needs FROM ${what.keys.join(".")}`}`,
      span: statement.from?.span ?? statement.span,
    });
  }
  const found = what.unchecked === true ? parts : await checkNames(statement.from, parts, environment);
  return found.map((part, index) => [what.keys[index] ?? "", part]);
}

type Keys = readonly (readonly [key: string, value: string])[];

/** The keys once for each account of a group, so that no others are looked at. */
async function keysOfMembers(keys: Keys, { connections }: BindEnvironment): Promise<readonly Keys[]> {
  const [first] = keys;
  const connected = first === undefined ? undefined : await connections?.find(first[1]);
  if (first === undefined || connected?.isGroup !== true) return [keys];
  return connected.members.map((member) => [[first[0], member.name]]);
}

/** The names as the catalog has them; says at the name itself what does not exist. */
async function checkNames(
  name: QualifiedName | undefined,
  parts: readonly string[],
  environment: BindEnvironment,
): Promise<readonly string[]> {
  const [providerName, serviceName] = parts;
  if (name === undefined || providerName === undefined) return parts;
  // Views and tables of the session: no provider, but listed with what providers have.
  if (providerName.toLowerCase() === storedCatalog) return [storedCatalog, ...parts.slice(1)];
  if (parts.length === 3) {
    const relation = await findResource(name, environment);
    return [relation.provider, relation.service, relation.resource.name];
  }
  const database = environment.attached?.find(providerName);
  if (database !== undefined) return [database.name, ...parts.slice(1)];
  const connected = await environment.connections?.find(providerName);
  const provider = await findProvider(environment.catalog, connected?.provider ?? providerName);
  if (provider === undefined) {
    const known = [...(await environment.catalog.providerNames()), ...((await environment.connections?.names()) ?? [])];
    throw undefinedTable(name, providerName, known, `provider ${providerName}`);
  }
  if (serviceName === undefined) return [provider.name];
  const service = findNamed(provider.services, serviceName);
  if (service === undefined) {
    const services = provider.services.map((each) => each.name);
    throw undefinedTable(name, serviceName, services, `service ${serviceName} in provider ${provider.name}`);
  }
  if (service.unavailable !== undefined) {
    throw new EngineError({
      condition: "invalid_provider_document",
      stage: "bind",
      message: `the service ${provider.name}.${service.name} is unavailable: ${service.unavailable}`,
      span: name.span,
    });
  }
  return [provider.name, service.name];
}

/** `SELECT … FROM (base) WHERE` what LIKE and WHERE of SHOW ask. */
function filtered(base: Query, { like, where }: Show, what: Shown): Query {
  const { span } = base;
  const likes = what.like.map((column): Expression => ({
    kind: "like",
    operator: "LIKE",
    negated: false,
    span,
    operand: { kind: "column-ref", parts: [quoted(column, span)], span },
    pattern: like ?? { kind: "literal", type: "null", value: null, span },
  }));
  const either = likes.reduce((left, right) => ({ kind: "binary", operator: "OR", left, right, span }));
  const conditions = [...(like === undefined ? [] : [either]), ...(where === undefined ? [] : [where])];
  if (conditions.length === 0) return base;
  const select: Select = plainSelect({
    span,
    items: [{ kind: "select-item", expression: { kind: "star", span }, span }],
    from: {
      kind: "derived-table",
      lateral: false,
      query: base,
      alias: { kind: "alias", name: quoted("shown", span), columns: [], span },
      span,
    },
    where: conditions.reduce((left, right) => ({ kind: "binary", operator: "AND", left, right, span })),
  });
  return { kind: "query", body: select, orderBy: [], span };
}

export async function bindDescribe(
  { target, extended }: Describe,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  return bindWritten(await describedQuery(target, extended, environment), environment);
}

/** The columns of whatever can stand in FROM. */
async function describedQuery(target: QualifiedName, extended: boolean, environment: BindEnvironment): Promise<Query> {
  const stored = target.parts.length === 1 ? environment.stored?.find(nameKey(target)) : undefined;
  if (stored !== undefined) return columnsQuery(await storedColumnsOf(stored, target, environment), extended);
  const relation = await findRelation(target, environment);
  if (relation.kind === "system") return columnsQuery(relation.relation.columns, extended);
  const { provider, service, resource, method } = relation;
  if (method !== undefined) return columnsQuery(method.response.columns, extended);
  const canSelect = methodsFor(resource, "select").length > 0;
  const viewed = canSelect ? undefined : await viewColumnsOf(relation, environment);
  if (viewed !== undefined) return columnsQuery(viewed, extended);
  if (!canSelect) return columnsQuery(answersOf(resource, target), extended);
  const keys: [string, string][] = [
    ["provider", provider],
    ["service", service],
    ["resource", resource.name],
  ];
  const query = queryOf(catalogSql("tributary.columns", extended ? "name, type, description" : "name, type", keys));
  return connectionParameter(relation) === undefined ? query : withConnectionRow(query, extended);
}

/** The columns, and that which tells the account of each row. */
function withConnectionRow(columns: Query, extended: boolean): Query {
  const told = rowsOf(
    ["name", "type", ...(extended ? ["description"] : [])],
    [[connectionColumn, "text", ...(extended ? ["The connection that the row is from"] : [])]],
  );
  const { span } = columns;
  const body = {
    kind: "set-operation",
    operator: "UNION",
    all: true,
    left: columns.body,
    right: told.body,
    span,
  } as const;
  return { kind: "query", body, orderBy: [], span };
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
}

/** What the methods of a resource without SELECT answer with. Throws `unsupported_verb` where that is nothing. */
function answersOf(resource: Resource, { span }: QualifiedName): readonly Described[] {
  const columns = new Map<string, Described>();
  for (const column of resource.methods.flatMap((method) => method.response.columns)) {
    if (!columns.has(column.name)) columns.set(column.name, column);
  }
  if (columns.size > 0) return [...columns.values()];
  const [method] = resource.methods;
  throw new EngineError({
    condition: "unsupported_verb",
    stage: "bind",
    message: `no method of ${resource.id} answers with rows: there are no columns to describe`,
    span,
    hint:
      method === undefined
        ? undefined
        : `DESCRIBE METHOD ${method.id} shows what it takes; SHOW METHODS FROM ${resource.id} lists all.`,
  });
}

function columnsQuery(columns: readonly Described[], extended: boolean): Query {
  const names = ["name", "type", ...(extended ? ["description"] : [])];
  return rowsOf(
    names,
    columns.map(({ name, type, description }) => [name, type, ...(extended ? [description] : [])]),
  );
}

export async function bindDescribeMethod(
  statement: DescribeMethod,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const { relation, method } = await findMethod(statement.target, environment);
  const keys: [string, string][] = [
    ["provider", relation.provider],
    ["service", relation.service],
    ["resource", relation.resource.name],
    ["method", method.name],
  ];
  const columns = "name, type, param_type, shape";
  const base = queryOf(
    catalogSql("tributary.parameters", statement.extended ? `${columns}, description` : columns, keys),
  );
  return bindWritten(base, environment);
}

/** `relation` is a name or a parenthesised query; `where` a condition beside the keys. */
function catalogSql(relation: string, columns: string, keys: Keys, where?: string): string {
  const terms = [...keys.map(([key, value]) => `${key} = ${literal(value)}`), ...(where === undefined ? [] : [where])];
  return `SELECT ${columns} FROM ${relation}${terms.length === 0 ? "" : ` WHERE ${terms.join(" AND ")}`}`;
}
