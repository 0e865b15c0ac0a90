/** SHOW and DESCRIBE are queries over the relations of the catalog. */
import { methodsFor } from "../../catalog/lookup.ts";
import { EngineError, invariant } from "../../common/error.ts";
import type { Describe, DescribeMethod, Expression, QualifiedName, Query, Select, Show } from "../../sql/ast.ts";
import { query as queryOver, selectItem, star } from "../../sql/build.ts";
import { parseStatement } from "../../sql/parser.ts";
import type { BoundQueryStatement } from "../bound.ts";
import { unsupportedVerb } from "../methods.ts";
import { quoted } from "./expression.ts";
import { findMethod } from "./exec.ts";
import { findRelation, nameKey, undefinedTable, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";

interface Shown {
  readonly relation: string;
  readonly columns: string;
  readonly extended: string;
  /** What LIKE compares. */
  readonly like: readonly string[];
  /** The catalog keys that FROM gives, outermost first. */
  readonly keys: readonly string[];
}

const shown: { readonly [W in Show["what"]]: Shown } = {
  PROVIDERS: {
    relation: "providers",
    columns: "name, version",
    extended: "title, description, shipped",
    like: ["name"],
    keys: [],
  },
  SERVICES: {
    relation: "services",
    columns: "id, name, title",
    extended: "description, version, preferred",
    like: ["name", "id"],
    keys: ["provider"],
  },
  RESOURCES: {
    relation: "resources",
    columns: "name, id",
    extended: "description",
    like: ["name", "id"],
    keys: ["provider", "service"],
  },
  METHODS: {
    relation: "methods",
    columns: 'method AS "MethodName", required_params AS "RequiredParams", sql_verb AS "SQLVerb"',
    extended: "description",
    like: ["MethodName"],
    keys: ["provider", "service", "resource"],
  },
};

export async function bindShow(
  statement: Show,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const what = shown[statement.what];
  const values = await showKeys(statement, what, environment);
  const base = catalogQuery(
    what.relation,
    statement.extended ? `${what.columns}, ${what.extended}` : what.columns,
    values,
  );
  return bindStandaloneQuery(filtered(base, statement, what), sqlOf(base), environment);
}

async function showKeys(statement: Show, what: Shown, environment: BindEnvironment): Promise<[string, string][]> {
  const parts = statement.from?.parts.map((part) => part.name) ?? [];
  if (parts.length === what.keys.length - 1 && environment.defaultProvider !== undefined)
    parts.unshift(environment.defaultProvider);
  if (parts.length !== what.keys.length) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `SHOW ${statement.what} ${what.keys.length === 0 ? "takes no FROM" : `needs FROM ${what.keys.join(".")}`}`,
      span: statement.from?.span ?? statement.span,
    });
  }
  await checkNames(statement.from, parts, environment);
  return what.keys.map((key, index) => [key, parts[index] ?? ""]);
}

/** Says at the name itself what does not exist. */
async function checkNames(
  name: QualifiedName | undefined,
  parts: readonly string[],
  environment: BindEnvironment,
): Promise<void> {
  const [providerName, serviceName] = parts;
  if (name === undefined || providerName === undefined) return;
  if (parts.length === 3) {
    await findRelation(name, environment);
    return;
  }
  const provider = await environment.catalog.provider(providerName);
  if (provider === undefined) {
    throw undefinedTable(name, providerName, await environment.catalog.providerNames(), `provider ${providerName}`);
  }
  if (serviceName === undefined) return;
  const services = provider.services.map((service) => service.name);
  const service = provider.services.find((candidate) => candidate.name === serviceName);
  if (service === undefined) {
    throw undefinedTable(name, serviceName, services, `service ${serviceName} in provider ${providerName}`);
  }
  if (service.unavailable !== undefined) {
    throw new EngineError({
      condition: "invalid_provider_document",
      stage: "bind",
      message: `the service ${providerName}.${serviceName} is unavailable: ${service.unavailable}`,
      span: name.span,
    });
  }
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
  const select: Select = {
    kind: "select",
    hints: [],
    distinct: false,
    distinctOn: [],
    groupBy: [],
    windows: [],
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
  };
  return { kind: "query", body: select, orderBy: [], span };
}

export async function bindDescribe(
  statement: Describe,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const stored = await describeStored(statement, environment);
  if (stored !== undefined) return stored;
  const relation = await findRelation(statement.target, environment);
  if (relation.kind === "system") return describeSystem(relation.relation.columns, environment);
  const { provider, service, resource } = relation;
  const [view] = relation.views;
  if (view !== undefined && methodsFor(resource, "select").length === 0) {
    const { columns } = await bindStandaloneQuery(view.query, view.sql, environment);
    return describeSystem(columns, environment);
  }
  if (methodsFor(resource, "select").length === 0) throw unsupportedVerb(resource, "SELECT", statement.target.span);
  const keys: [string, string][] = [
    ["provider", provider],
    ["service", service],
    ["resource", resource.name],
  ];
  const base = catalogQuery("columns", statement.extended ? "name, type, description" : "name, type", keys);
  return bindStandaloneQuery(base, sqlOf(base), environment);
}

/** The columns of a stored view or table; undefined where the name means none. */
async function describeStored(
  { target }: Describe,
  environment: BindEnvironment,
): Promise<BoundQueryStatement | undefined> {
  const found = target.parts.length === 1 ? environment.stored?.find(nameKey(target)) : undefined;
  if (found === undefined) return undefined;
  const body = selectFrom([selectItem(star())], namedTable(found.name, found.name, target.span));
  const { columns } = await bindStandaloneQuery({ ...queryOver(body), span: target.span }, "", environment);
  return describeSystem(columns, environment);
}

function describeSystem(
  columns: readonly { name: string; type: string }[],
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const rows = columns.map(({ name, type }) => `(${literal(name)}, ${literal(type)})`).join(", ");
  const text = `SELECT column1 AS name, column2 AS type FROM (VALUES ${rows}) AS described`;
  return bindStandaloneQuery(queryOf(text), text, environment);
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
  const base = catalogQuery("parameters", statement.extended ? `${columns}, description` : columns, keys);
  return bindStandaloneQuery(base, sqlOf(base), environment);
}

const texts = new WeakMap<Query, string>();

function catalogQuery(relation: string, columns: string, keys: readonly (readonly [string, string])[]): Query {
  const where = keys.map(([key, value]) => `${key} = ${literal(value)}`).join(" AND ");
  return queryOf(`SELECT ${columns} FROM tributary.${relation}${where === "" ? "" : ` WHERE ${where}`}`);
}

function queryOf(text: string): Query {
  const statement = parseStatement(text);
  invariant(statement.kind === "query", `not a query: ${text}`);
  texts.set(statement, text);
  return statement;
}

function sqlOf(query: Query): string {
  return texts.get(query) ?? "";
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
