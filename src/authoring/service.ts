/** A service of the overlay and its facts → a service document: OpenAPI 3 with `x-stackQL-resources`. */
import { extensions } from "../catalog/compile/extensions.ts";
import { didYouMean } from "../common/suggest.ts";
import { accessOf, sharedAccess, type SharedAccess } from "./apis.ts";
import { inSentence, singular } from "./derived-descriptions.ts";
import { described } from "./describe-document.ts";
import { inverseOf } from "./inverse.ts";
import { withSecrets } from "./mark-secrets.ts";
import { buildMethod, requireDescriptions, withFields, type FoundOperation, type MethodSetting } from "./method.ts";
import { httpMethods, schemaName, type FactsByName, type Operation, type Schema } from "./openapi.ts";
import { listedVerbs, type MethodOverlay, type Note, type ProviderOverlay } from "./overlay.ts";
import type { ResourceOverlay, ServiceOverlay } from "./overlay.ts";
import { documentError } from "./place.ts";
import { settledSchemas, type SchemaView } from "./settle.ts";
import { toldApart } from "./tell-apart.ts";

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
  readonly access: SharedAccess;
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
  const needsFacts = service.resources.some(({ methods }) => methods.length > 0);
  if (needsFacts && service.facts.length === 0)
    throw documentError({ file: service.place.file, key: "facts" }, "names no facts");
  const told = withSecrets(facts, service.facts, service.secrets);
  const known = service.derive ? toldApart(service.facts, told) : told;
  const operations = operationsOf(provider, service, known, used);
  const access = sharedAccess(accessOf(service.facts, known, provider.apis), service.auth);
  const made = { paths: new Map(), schemas: new Map(), taken: new Map() };
  const draft: Draft = { provider, service, used, operations, access, ...made };
  const resources = service.resources.map((resource) => [resource.name, buildResource(draft, resource)] as const);
  const glossary = { notes: provider.glossary, used };
  const complete = (part: object): unknown => (service.derive ? described(part, glossary) : part);
  return {
    openapi: "3.0.0",
    info: { title: service.title, description: service.description, version: provider.version },
    ...access.root,
    paths: complete(Object.fromEntries(draft.paths)),
    components: {
      schemas: complete(Object.fromEntries(draft.schemas)),
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
        found.set(operation.operationId, { facts: name, path, httpMethod, operation, schemas });
      }
    }
  }
  return found;
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
    ...(resource.views.length === 0 ? {} : { config: { views: { select: viewOf(resource.views) } } }),
  };
}

/** Views in the form of published documents: each but the last has a fallback. */
function viewOf([sql, ...others]: readonly string[]): object {
  const view = { predicate: 'sqlDialect == "sqlite3"', ddl: (sql ?? "").trim() };
  return others.length === 0 ? view : { ...view, fallback: viewOf(others) };
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
    pagination: provider.apis.get(found.facts)?.pagination ?? provider.pagination,
    used,
    derive: service.derive ? derivationOf(resource, method) : undefined,
  };
  const access = draft.access.of(found.facts);
  const { entry: built, operation, rows } = buildMethod(method, found, setting);
  const entry = { ...built, ...access.method };
  const item = draft.paths.get(found.path) ?? {};
  draft.paths.set(found.path, { ...item, [found.httpMethod]: { ...operation, ...access.operation } });
  const { responses, ...taken } = operation;
  addSchemas(draft, found.schemas.inputs, taken);
  addSchemas(draft, found.schemas.answers, responses);
  if (rows !== undefined) describeRows(draft, method, rows, found.schemas.answers);
  const inverse = inverseOf({ resource, method, found, rows, operations: draft.operations });
  return inverse === undefined ? entry : { ...entry, inverse };
}

function derivationOf(resource: ResourceOverlay, method: MethodOverlay): MethodSetting["derive"] {
  const many = inSentence(resource.title);
  const verb = listedVerbs.find((one) => resource.verbs[one].includes(method.name)) ?? "exec";
  return { verb, many, one: resource.one ?? singular(many) };
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
  if (name === undefined || known === undefined) {
    if (draft.service.derive) return;
    requireDescriptions(method, view.resolve(rows), "column");
    return;
  }
  const withNotes = withFields(known, { fields: draft.provider.fields, used: draft.used });
  if (!draft.service.derive) requireDescriptions(method, withNotes, "column");
  draft.schemas.set(name, withNotes);
}
