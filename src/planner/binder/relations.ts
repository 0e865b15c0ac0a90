/** Finds the relations that a statement names: the one part of planning that may wait for a document to load. */
import type { Catalog, SystemRelation } from "../../catalog/catalog.ts";
import type { Connected, ConnectionNames } from "../../catalog/connections.ts";
import { findNamed, findProvider, findService } from "../../catalog/lookup.ts";
import type { Service } from "../../catalog/model.ts";
import { EngineError, toEngineError } from "../../common/error.ts";
import { didYouMean, nearestNames } from "../../common/suggest.ts";
import type { AnyNode, QualifiedName, Query } from "../../sql/ast.ts";
import { identifier } from "../../sql/build.ts";
import { visit } from "../../sql/traverse.ts";
import type { AttachedDatabases } from "../attached.ts";
import type { CatalogRelation, Relation, ResourceRelation } from "../scan.ts";
import { type KeepRule, keptOf } from "../kept.ts";
import type { StoredRelations } from "../stored.ts";
import { findAttached, refuseAttached } from "./attached-relation.ts";
import { connectedRelation } from "./connected.ts";
import { storedQuery } from "./stored-query.ts";
import { type FileSource, openFiles } from "./files.ts";
import { asksForEvery, lookupsOf } from "./lookups.ts";
import { namesMethod, readBy } from "./method-relation.ts";
import { deepestView, parseViews } from "./view.ts";

export interface BindEnvironment {
  readonly catalog: Catalog;
  readonly systemRelations: { readonly [name: string]: SystemRelation };
  /** Lets `service.resource` stand for `provider.service.resource`. */
  readonly defaultProvider?: string | undefined;
  /** Views and tables that statements created. */
  readonly stored?: StoredRelations | undefined;
  /** Files that FROM may read; absent where no setting permits it. */
  readonly files?: FileSource | undefined;
  /** Databases beside the providers. */
  readonly attached?: AttachedDatabases | undefined;
  /** Accounts with names of their own; absent: there are none. */
  readonly connections?: ConnectionNames | undefined;
  /** Whose rows are kept for a while. */
  readonly keep?: readonly KeepRule[] | undefined;
}

/** The relations of one statement by the text of their names. */
export type RelationTable = ReadonlyMap<string, Relation>;

/** The key of a name in a `RelationTable`. */
export function nameKey(name: QualifiedName): string {
  return name.parts.map((part) => part.name).join(".");
}

/** The key of the resource that an EXEC in FROM calls: of its name there may be another relation. */
export function execKey(target: QualifiedName): string {
  return `EXEC ${nameKey(resourceOf(target))}`;
}

/** The resource in the name of a method. */
export function resourceOf(method: QualifiedName): QualifiedName {
  return { ...method, parts: method.parts.slice(0, -1) };
}

/** Loads every relation that FROM clauses below `root` name; names of one part are common tables or stored. */
export async function loadRelations(root: AnyNode, environment: BindEnvironment): Promise<RelationTable> {
  const relations = new Map<string, Relation>();
  const seen = new Set<string>();
  // Those of the statement itself: what views of documents name is never a file.
  for (const [key, relation] of await openFiles(root, environment.files)) {
    relations.set(key, { kind: "system", relation });
  }
  let roots: readonly AnyNode[] = [root];
  let isWide = false;
  for (let depth = 0; roots.length > 0; depth++) {
    isWide ||= roots.some(asksForEvery);
    const named = roots.flatMap(relationNames);
    const names = new Map(named.filter(isRemote).map((name) => [nameKey(name), { name, find: findRelation }] as const));
    for (const target of roots.flatMap(execTargets)) {
      names.set(execKey(target), { name: resourceOf(target), find: findKeptResource });
    }
    const missing = [...names].filter(([key]) => !relations.has(key));
    const loaded = await Promise.all(
      missing.map(async ([key, { name, find }]) => [key, await find(name, environment)] as const),
    );
    for (const [key, relation] of loaded) relations.set(key, relation);
    roots = [
      ...loaded.flatMap(([, relation]) => (relation.kind === "resource" ? queriesOf(relation, isWide) : [])),
      ...storedQueries(named, environment, seen),
    ];
    const [, first] = missing[0] ?? [];
    if (depth > deepestView && first !== undefined) throw tooDeep(first.name);
  }
  return relations;
}

/** What a relation may be read by beside its methods: its views, and the queries of values that `'*'` means. */
function queriesOf({ views, lookups }: ResourceRelation, isWide: boolean): readonly Query[] {
  return [...views.map(({ query }) => query), ...(isWide ? (lookups?.values() ?? []) : [])];
}

/** The names in the FROM clauses below a node. */
function relationNames(root: AnyNode): QualifiedName[] {
  const names: QualifiedName[] = [];
  visit(root, {
    "named-table": ({ name }) => void names.push(name),
  });
  return names;
}

/** The methods that EXEC calls in the FROM clauses below a node. */
function execTargets(root: AnyNode): QualifiedName[] {
  const targets: QualifiedName[] = [];
  visit(root, { "exec-table": ({ exec }) => void targets.push(exec.target) });
  return targets;
}

function isRemote({ parts }: QualifiedName): boolean {
  return parts.length > 1;
}

/** The queries of the stored views among names, each once. */
function storedQueries(names: readonly QualifiedName[], { stored }: BindEnvironment, seen: Set<string>): Query[] {
  if (stored === undefined) return [];
  return names.flatMap((name) => {
    const key = nameKey(name).toLowerCase();
    if (isRemote(name) || seen.has(key)) return [];
    seen.add(key);
    const found = stored.find(key);
    return found?.kind === "view" ? [storedQuery(found, name.span)] : [];
  });
}

function tooDeep(name: QualifiedName): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `views name each other more than ${deepestView} levels deep`,
    span: name.span,
  });
}

/** The relation that a name of two or three parts means. Throws `undefined_table` with the nearest names. */
export async function findRelation(name: QualifiedName, environment: BindEnvironment): Promise<Relation> {
  return (
    findSystemRelation(name, environment) ??
    (await findAttached(name, environment.attached)) ??
    (namesMethod(name)
      ? readBy(await findKeptResource(resourceOf(name), environment), name)
      : await findKeptResource(name, environment))
  );
}

/** A resource in FROM: its name may be one whose rows are kept for a while. */
async function findKeptResource(name: QualifiedName, environment: BindEnvironment): Promise<ResourceRelation> {
  const rules = environment.keep ?? [];
  const written = keptOf(nameKey(name), rules);
  const relation = await findResource(written === undefined ? name : renamed(name, written.name), environment);
  const kept = written ?? keptOf(relation.resource.id, rules);
  return kept === undefined ? relation : { ...relation, keptSeconds: kept.seconds };
}

function renamed(name: QualifiedName, to: string): QualifiedName {
  const parts = to
    .split(".")
    .map((part, index) => ({ ...identifier(part, true), span: name.parts[index]?.span ?? name.span }));
  return { ...name, parts };
}

/** First names of relations that no provider has. */
const systemSchemas: ReadonlySet<string> = new Set(["tributary", "information_schema"]);

function findSystemRelation(name: QualifiedName, environment: BindEnvironment): CatalogRelation | undefined {
  if (name.parts.length !== 2 || !systemSchemas.has(name.parts[0]?.name.toLowerCase() ?? "")) return undefined;
  const known = Object.keys(environment.systemRelations);
  const key = nameKey(name).toLowerCase();
  const relation = environment.systemRelations[key];
  if (relation === undefined) throw undefinedTable(name, nameKey(name), known);
  return { kind: "system", relation };
}

/** The resource that `provider.service.resource` (or `service.resource` with a default provider) means. */
export async function findResource(name: QualifiedName, environment: BindEnvironment): Promise<ResourceRelation> {
  refuseAttached(name, environment.attached);
  const parts = name.parts.map((part) => part.name);
  if (parts.length === 2 && environment.defaultProvider !== undefined) parts.unshift(environment.defaultProvider);
  const [providerName, serviceName, resourceName] = parts;
  if (parts.length !== 3 || providerName === undefined || serviceName === undefined || resourceName === undefined) {
    throw wrongPartCount(name, parts.length, environment);
  }
  const connected = await connectedAt(name, providerName, environment);
  const { provider, service } = await serviceNamed(
    name,
    [connected?.provider ?? providerName, serviceName],
    environment,
  );
  const resource = findNamed(service.resources, resourceName);
  if (resource === undefined) {
    const known = service.resources.map((candidate) => candidate.name);
    throw undefinedTable(name, resourceName, known, `resource ${resourceName} in service ${provider}.${service.name}`);
  }
  const views = parseViews(resource, name);
  const found = { kind: "resource", provider, service: service.name, resource, auth: service.auth, views } as const;
  const lookups = lookupsOf(resource, connected, name.span);
  const relation = lookups.size === 0 ? found : { ...found, lookups };
  return connected === undefined ? relation : connectedRelation(relation, connected);
}

/** The accounts that the name of a provider means. Throws as the session does, at the name. */
async function connectedAt(
  { parts, span }: QualifiedName,
  provider: string,
  { connections }: BindEnvironment,
): Promise<Connected | undefined> {
  try {
    return await connections?.find(provider);
  } catch (thrown) {
    const error = toEngineError(thrown);
    if (error.condition !== "undefined_table") throw error;
    throw error.with({ span: parts.find((part) => part.name === provider)?.span ?? span });
  }
}

async function serviceNamed(
  name: QualifiedName,
  [providerName, serviceName]: readonly [string, string],
  { catalog, attached, connections }: BindEnvironment,
): Promise<{ provider: string; service: Service }> {
  const provider = await findProvider(catalog, providerName);
  if (provider === undefined) {
    const declared = (await connections?.names()) ?? [];
    const known = [...(await catalog.providerNames()), ...declared, ...(attached?.names() ?? [])];
    const error = undefinedTable(name, providerName, known, `provider ${providerName}`);
    throw error.with({
      hint: `${error.hint ?? ""} REGISTRY LIST shows the providers that can be installed with REGISTRY PULL.`.trim(),
    });
  }
  const service = await findService(catalog, provider, serviceName);
  if (service === undefined) {
    const known = provider.services.map((candidate) => candidate.name);
    throw undefinedTable(name, serviceName, known, `service ${serviceName} in provider ${provider.name}`);
  }
  return {
    provider: provider.name,
    service: service.auth === undefined && provider.auth !== undefined ? { ...service, auth: provider.auth } : service,
  };
}

/** `undefined_table` at the name, with the nearest known names. */
export function undefinedTable(
  name: QualifiedName,
  wrong: string,
  known: readonly string[],
  what = `relation ${nameKey(name)}`,
): EngineError {
  return new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `there is no ${what}`,
    span: name.parts.find((part) => part.name === wrong)?.span ?? name.span,
    hint: didYouMean(wrong, known),
  });
}

function wrongPartCount(name: QualifiedName, count: number, { attached }: BindEnvironment): EngineError {
  const isMethod = count === 4;
  const [near] = nearestNames(name.parts[0]?.name ?? "", attached?.names() ?? []);
  return new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `${nameKey(name)} is no relation`,
    span: name.span,
    hint: isMethod
      ? `A name of four parts is a method: call it with EXEC ${nameKey(name)} @name = value.`
      : `${near === undefined ? "" : `Did you mean the database ${near}? `}Relations are named provider.service.resource; SHOW PROVIDERS, SHOW SERVICES FROM provider and SHOW RESOURCES FROM provider.service list them.`,
  });
}
