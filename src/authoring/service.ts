/** A service of the overlay and its facts → a service document: OpenAPI 3 with `x-stackQL-resources`. */
import { isDeepStrictEqual } from "node:util";
import { extensions } from "../catalog/compile/extensions.ts";
import { didYouMean } from "../common/suggest.ts";
import { inverseOf } from "./inverse.ts";
import { buildMethod, requireDescriptions, withFields, type FoundOperation, type MethodSetting } from "./method.ts";
import { httpMethods, schemaName, type ApiFacts, type Operation, type Schema } from "./openapi.ts";
import { listedVerbs, type MethodOverlay, type Note, type ProviderOverlay } from "./overlay.ts";
import type { ResourceOverlay, ServiceOverlay } from "./overlay.ts";
import { documentError } from "./place.ts";
import { settledSchemas, type SchemaView } from "./settle.ts";

export type FactsByName = Readonly<Record<string, ApiFacts>>;

/** A service document; its members are those of the provider document format. */
export type ServiceDocument = Readonly<Record<string, unknown>>;

/** A service while it is built. */
interface Draft {
  readonly provider: ProviderOverlay;
  readonly service: ServiceOverlay;
  readonly used: Set<Note>;
  readonly operations: ReadonlyMap<string, FoundOperation>;
  /** Operations by path and HTTP method. */
  readonly paths: Map<string, Record<string, Operation>>;
  readonly schemas: Map<string, Schema>;
  /** Method names by operationId. */
  readonly taken: Map<string, string>;
}

/**
 * Builds one service document. Notes that took effect are added to `used`. Throws `invalid_provider_document`, naming
 * file and key, where facts and overlay do not fit together.
 */
export function buildService(
  provider: ProviderOverlay,
  service: ServiceOverlay,
  facts: FactsByName,
  used: Set<Note>,
): ServiceDocument {
  const operations = operationsOf(provider, service, facts, used);
  const draft: Draft = { provider, service, used, operations, paths: new Map(), schemas: new Map(), taken: new Map() };
  const resources = service.resources.map((resource) => [resource.name, buildResource(draft, resource)] as const);
  return {
    openapi: "3.0.0",
    info: { title: service.title, description: service.description, version: provider.version },
    servers: serversOf(service, facts),
    ...(service.auth === undefined ? {} : { [extensions.auth]: service.auth }),
    paths: Object.fromEntries(draft.paths),
    components: {
      schemas: Object.fromEntries(draft.schemas),
      "x-stackQL-resources": Object.fromEntries(resources),
    },
  };
}

function operationsOf(
  provider: ProviderOverlay,
  service: ServiceOverlay,
  facts: FactsByName,
  used: Set<Note>,
): ReadonlyMap<string, FoundOperation> {
  const descriptions = { own: service.schemas, shared: provider.schemas, used };
  const found = new Map<string, FoundOperation>();
  for (const name of service.facts) {
    const file = `facts/${name}.json`;
    const api = facts[name];
    if (api === undefined) throw documentError({ file: service.place.file, key: "facts" }, `there is no ${file}`);
    const schemas = settledSchemas(api, file, descriptions);
    for (const [path, item] of Object.entries(api.paths)) {
      for (const httpMethod of httpMethods) {
        const operation = item[httpMethod];
        if (operation === undefined) continue;
        if (found.has(operation.operationId)) {
          throw documentError({ file, key: path }, `the operation ${operation.operationId} is in other facts too`);
        }
        found.set(operation.operationId, { path, httpMethod, operation, schemas });
      }
    }
  }
  return found;
}

function serversOf(service: ServiceOverlay, facts: FactsByName): ApiFacts["servers"] {
  const [first, ...others] = service.facts.map((name) => facts[name]?.servers ?? []);
  if (first === undefined) throw documentError({ file: service.place.file, key: "facts" }, "names no facts");
  if (others.some((servers) => !isDeepStrictEqual(servers, first))) {
    throw documentError({ file: service.place.file, key: "facts" }, "the facts name different servers");
  }
  return first;
}

function buildResource(draft: Draft, resource: ResourceOverlay): Readonly<Record<string, unknown>> {
  const methods = resource.methods.map((method) => [method.name, addMethod(draft, resource, method)] as const);
  const refTo = (name: string) => ({ $ref: `#/components/x-stackQL-resources/${resource.name}/methods/${name}` });
  return {
    id: `${draft.provider.name}.${draft.service.name}.${resource.name}`,
    name: resource.name,
    title: resource.title,
    description: resource.description,
    ...(resource.aliases.length === 0 ? {} : { [extensions.aliases]: resource.aliases }),
    methods: Object.fromEntries(methods),
    sqlVerbs: Object.fromEntries(listedVerbs.map((verb) => [verb, resource.verbs[verb].map(refTo)])),
    ...(resource.await === undefined ? {} : { [extensions.await]: resource.await }),
    ...(resource.view === undefined ? {} : { config: { views: { select: viewOf(resource.view) } } }),
  };
}

/** The view in the form of published documents, which give one for each dialect. */
function viewOf(sql: string): object {
  return { predicate: 'sqlDialect == "sqlite3"', ddl: sql.trim() };
}

/** Builds a method, puts its operation under `paths` and its schemas under `components`; returns the method's entry. */
function addMethod(draft: Draft, resource: ResourceOverlay, method: MethodOverlay): Readonly<Record<string, unknown>> {
  const { provider, service, used } = draft;
  const found = draft.operations.get(method.operation);
  if (found === undefined) {
    const hint = didYouMean(method.operation, [...draft.operations.keys()]);
    throw documentError(method.place, `the facts have no operation ${method.operation}`, hint);
  }
  const owner = draft.taken.get(method.operation);
  if (owner !== undefined)
    throw documentError(method.place, `the operation ${method.operation} is the method ${owner}`);
  draft.taken.set(method.operation, `${resource.name}.${method.name}`);
  const setting: MethodSetting = {
    parameters: [method.parameters, resource.parameters, service.parameters, provider.parameters],
    fields: provider.fields,
    pagination: provider.pagination,
    used,
  };
  const { entry, operation, rows } = buildMethod(method, found, setting);
  const item = draft.paths.get(found.path) ?? {};
  draft.paths.set(found.path, { ...item, [found.httpMethod]: operation });
  const { responses, ...taken } = operation;
  addSchemas(draft, found.schemas.inputs, taken);
  addSchemas(draft, found.schemas.answers, responses);
  if (rows !== undefined) describeRows(draft, method, rows, found.schemas.answers);
  const inverse = inverseOf({ resource, method, found, rows, operations: draft.operations });
  return inverse === undefined ? entry : { ...entry, inverse };
}

/** Takes over every schema that `part` refers to, directly or not. */
function addSchemas(draft: Draft, view: SchemaView, part: unknown): void {
  if (part === null || typeof part !== "object") return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "$ref" && typeof value === "string") addSchema(draft, view, value);
    else addSchemas(draft, view, value);
  }
}

function addSchema(draft: Draft, view: SchemaView, ref: string): void {
  const name = schemaName(ref) ?? ref;
  const schema = view.resolve({ $ref: ref });
  const before = draft.schemas.get(name);
  if (before === undefined) {
    draft.schemas.set(name, schema);
    addSchemas(draft, view, schema);
  } else if (!isSameButForProse(before, schema)) {
    const place = { file: draft.service.place.file, key: "facts" };
    throw documentError(place, `the facts differ on the schema ${name}`, "Give one of the two another name.");
  }
}

function isSameButForProse(one: unknown, other: unknown): boolean {
  const bare = (value: unknown): string =>
    JSON.stringify(value, (key, inner: unknown) =>
      key === "description" && typeof inner === "string" ? undefined : inner,
    );
  return bare(one) === bare(other);
}

/** Columns get the descriptions that hold everywhere; one that has none is a mistake. */
function describeRows(draft: Draft, method: MethodOverlay, rows: Schema, view: SchemaView): void {
  const name = rows.$ref === undefined ? undefined : schemaName(rows.$ref);
  const known = name === undefined ? undefined : draft.schemas.get(name);
  if (name === undefined || known === undefined) return requireDescriptions(method, view.resolve(rows), "column");
  const described = withFields(known, { fields: draft.provider.fields, used: draft.used });
  requireDescriptions(method, described, "column");
  draft.schemas.set(name, described);
}
