/**
 * The overlay of a provider: what facts do not say. Which operation is which method of which resource, under which
 * verb, how requests are signed and paged, and every title and description.
 */
import type { AuthConfig, Pagination, SqlVerb } from "../catalog/model.ts";
import { documentError, fieldsOf, membersOf, optionalTextOf, textOf, textsOf, type Placed } from "./place.ts";

/** The parsed YAML of `overlay/provider.yaml` and of one file per service, by service name. */
export interface OverlayFiles {
  readonly provider: unknown;
  readonly services: Readonly<Record<string, unknown>>;
}

/** A description that waits to be used; what is left over at the end is a mistake. */
export interface Note {
  readonly place: Placed;
  readonly description: string;
  readonly aliases: readonly string[];
}

export type Notes = ReadonlyMap<string, Note>;

/** Descriptions of properties: by schema name, then by path of property names. */
export type SchemaNotes = ReadonlyMap<string, Notes>;

export interface ProviderOverlay {
  readonly place: Placed;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly auth: AuthConfig | undefined;
  readonly pagination: PaginationOverlay | undefined;
  /** Descriptions of parameters that several services share, by name. */
  readonly parameters: Notes;
  readonly schemas: SchemaNotes;
  /** Descriptions of top-level properties that mean the same in every schema, by name. */
  readonly fields: Notes;
  readonly services: readonly ServiceOverlay[];
}

/** Holds for each method that has the token parameter. */
export interface PaginationOverlay {
  readonly algorithm: Pagination["algorithm"];
  readonly tokenParameter: string;
  readonly sizeParameter: string | undefined;
  /** Where the answer holds what leads to the next page: property names. */
  readonly next: readonly string[];
}

export interface ServiceOverlay {
  readonly place: Placed;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Names of the API facts that hold its operations. */
  readonly facts: readonly string[];
  readonly auth: AuthConfig | undefined;
  readonly parameters: Notes;
  readonly schemas: SchemaNotes;
  readonly resources: readonly ResourceOverlay[];
}

export interface ResourceOverlay {
  readonly place: Placed;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly aliases: readonly string[];
  readonly parameters: Notes;
  readonly methods: readonly MethodOverlay[];
  readonly verbs: { readonly [verb in ListedVerb]: readonly string[] };
  /** A query that stands for the resource; `{{ name }}` in it is a value that the query around it gives. */
  readonly view: string | undefined;
  /** Passes as it is: `x-tributary-await`. */
  readonly await: unknown;
}

export interface MethodOverlay {
  readonly place: Placed;
  readonly name: string;
  /** The operationId in the facts. */
  readonly operation: string;
  readonly description: string;
  readonly objectKey: string | undefined;
  readonly aliases: readonly string[];
  readonly parameters: Notes;
}

/** Verbs under which a resource lists methods, in the order of published documents. */
export const listedVerbs = ["select", "insert", "update", "delete", "replace"] as const satisfies readonly SqlVerb[];
export type ListedVerb = (typeof listedVerbs)[number];

/**
 * The overlay with every key checked. Throws `invalid_provider_document`, naming file and key, on a key that nothing
 * reads, a missing text, a method named twice or under two verbs.
 */
export function readOverlay(files: OverlayFiles): ProviderOverlay {
  const place: Placed = { file: "overlay/provider.yaml", key: "", value: files.provider };
  const read = fieldsOf(place, [
    "name",
    "version",
    "title",
    "description",
    "auth",
    "pagination",
    "parameters",
    "schemas",
    "fields",
    "services",
  ]);
  const names = textsOf(read.services);
  for (const name of Object.keys(files.services)) {
    if (!names.includes(name)) throw documentError(read.services, `the service ${name} has a file and is not listed`);
  }
  return {
    place,
    name: textOf(read.name),
    version: textOf(read.version),
    title: textOf(read.title),
    description: textOf(read.description),
    auth: readAuth(read.auth),
    pagination: readPagination(read.pagination),
    parameters: readNotes(read.parameters),
    schemas: readSchemaNotes(read.schemas),
    fields: readNotes(read.fields),
    services: names.map((name) =>
      readService(name, { file: `overlay/${name}.yaml`, key: "", value: files.services[name] }),
    ),
  };
}

function readService(name: string, place: Placed): ServiceOverlay {
  if (place.value === undefined) throw documentError(place, "the file of this service is missing");
  const read = fieldsOf(place, ["title", "description", "facts", "auth", "parameters", "schemas", "resources"]);
  return {
    place,
    name,
    title: textOf(read.title),
    description: textOf(read.description),
    facts: textsOf(read.facts),
    auth: readAuth(read.auth),
    parameters: readNotes(read.parameters),
    schemas: readSchemaNotes(read.schemas),
    resources: membersOf(read.resources).map(([resource, member]) => readResource(resource, member)),
  };
}

function readResource(name: string, place: Placed): ResourceOverlay {
  const read = fieldsOf(place, ["title", "description", "aliases", "parameters", "methods", "verbs", "view", "await"]);
  const methods = membersOf(read.methods).map(([method, member]) => readMethod(method, member));
  checkMethodNames(methods);
  return {
    place,
    name,
    title: textOf(read.title),
    description: textOf(read.description),
    aliases: textsOf(read.aliases),
    parameters: readNotes(read.parameters),
    methods,
    verbs: readVerbs(read.verbs, methods),
    view: optionalTextOf(read.view),
    await: read.await.value,
  };
}

function readMethod(name: string, place: Placed): MethodOverlay {
  const read = fieldsOf(place, ["operation", "description", "objectKey", "aliases", "parameters"]);
  return {
    place,
    name,
    operation: textOf(read.operation),
    description: textOf(read.description),
    objectKey: optionalTextOf(read.objectKey),
    aliases: textsOf(read.aliases),
    parameters: readNotes(read.parameters),
  };
}

function checkMethodNames(methods: readonly MethodOverlay[]): void {
  const owners = new Map<string, MethodOverlay>();
  for (const method of methods) {
    for (const name of [method.name, ...method.aliases]) {
      const owner = owners.get(name);
      if (owner !== undefined)
        throw documentError(method.place, `the name ${name} is taken by the method ${owner.name}`);
      owners.set(name, method);
    }
  }
}

function readVerbs(place: Placed, methods: readonly MethodOverlay[]): ResourceOverlay["verbs"] {
  const read = fieldsOf(place, listedVerbs);
  const verbOf = new Map<string, ListedVerb>();
  for (const verb of listedVerbs) {
    for (const name of textsOf(read[verb])) {
      if (!methods.some((method) => method.name === name)) {
        throw documentError(read[verb], `the resource has no method ${name}`);
      }
      const other = verbOf.get(name);
      if (other !== undefined) throw documentError(read[verb], `the method ${name} stands under ${other} already`);
      verbOf.set(name, verb);
    }
  }
  return Object.fromEntries(listedVerbs.map((verb) => [verb, textsOf(read[verb])])) as ResourceOverlay["verbs"];
}

/** Notes are texts, or maps of `description` and `aliases`. */
function readNotes(place: Placed): Notes {
  return new Map(
    membersOf(place).map(([name, member]) => {
      if (typeof member.value === "string") return [name, { place: member, description: textOf(member), aliases: [] }];
      const read = fieldsOf(member, ["description", "aliases"]);
      return [name, { place: member, description: textOf(read.description), aliases: textsOf(read.aliases) }];
    }),
  );
}

function readSchemaNotes(place: Placed): SchemaNotes {
  return new Map(membersOf(place).map(([schema, member]) => [schema, readNotes(member)]));
}

/** Auth blocks pass as they are: their keys are those of the document format and are checked where they are used. */
function readAuth(place: Placed): AuthConfig | undefined {
  if (place.value === undefined) return undefined;
  const type = new Map(membersOf(place)).get("type") ?? { ...place, key: `${place.key}.type`, value: undefined };
  return { ...(place.value as Omit<AuthConfig, "type">), type: textOf(type) };
}

const paginationAlgorithms = ["token", "next-url", "token-in-url", "page-number"] as const;

function readPagination(place: Placed): PaginationOverlay | undefined {
  if (place.value === undefined) return undefined;
  const read = fieldsOf(place, ["algorithm", "tokenParameter", "sizeParameter", "next"]);
  const algorithm = paginationAlgorithms.find((known) => known === read.algorithm.value);
  if (algorithm === undefined) throw documentError(read.algorithm, `must be one of ${paginationAlgorithms.join(", ")}`);
  return {
    algorithm,
    tokenParameter: textOf(read.tokenParameter),
    sizeParameter: optionalTextOf(read.sizeParameter),
    next: textsOf(read.next),
  };
}
