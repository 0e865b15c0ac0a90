/**
 * The overlay of a provider: what facts do not say. Which operation is which method of which resource, under which
 * verb, how requests are signed and paged, and every title and description.
 */
import type { AuthConfig, SqlVerb } from "../catalog/model.ts";
import { readApis, readAuth, readPagination, type ApiOverlay, type PaginationOverlay } from "./apis.ts";
import { derivedTitle, olderNames, operationMethods } from "./derived-methods.ts";
import { readSecrets, type Secrets } from "./mark-secrets.ts";
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
  /** Descriptions of whatever has that name and no other, in services whose descriptions are derived. */
  readonly glossary: Notes;
  /** Where APIs answer and what opens them, by the name of their facts. */
  readonly apis: ReadonlyMap<string, ApiOverlay>;
  readonly services: readonly ServiceOverlay[];
}

export interface ServiceOverlay {
  readonly place: Placed;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Names of the API facts that hold its operations. */
  readonly facts: readonly string[];
  /** What the overlay does not describe is described after its name; otherwise that is a mistake. */
  readonly derive: boolean;
  /** What is secret though the facts do not say so. */
  readonly secrets: Secrets;
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
  /** What one of them is called in sentences, as `access point`; derived from the title where absent. */
  readonly one: string | undefined;
  readonly aliases: readonly string[];
  readonly parameters: Notes;
  readonly methods: readonly MethodOverlay[];
  readonly verbs: { readonly [verb in ListedVerb]: readonly string[] };
  /**
   * Queries that stand for the resource, the first that is given all its values; `{{ name }}` in one is a value that the
   * query around it gives.
   */
  readonly views: readonly string[];
  /** Passes as it is: `x-tributary-await`. */
  readonly await: unknown;
}

export interface MethodOverlay {
  readonly place: Placed;
  readonly name: string;
  /** The operationId in the facts. */
  readonly operation: string;
  /** Undefined where it is to be derived. */
  readonly description: string | undefined;
  readonly objectKey: string | undefined;
  /** What the one column of rows that are no objects is called. */
  readonly column: string | undefined;
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
    "glossary",
    "apis",
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
    glossary: readNotes(read.glossary),
    apis: readApis(read.apis),
    services: names.map((name) =>
      readService(name, { file: `overlay/${name}.yaml`, key: "", value: files.services[name] }),
    ),
  };
}

function readService(name: string, place: Placed): ServiceOverlay {
  if (place.value === undefined) throw documentError(place, "the file of this service is missing");
  const read = fieldsOf(place, [
    "title",
    "description",
    "facts",
    "derive",
    "auth",
    "secrets",
    "parameters",
    "schemas",
    "resources",
  ]);
  const derive = read.derive.value === true;
  return {
    place,
    name,
    title: textOf(read.title),
    description: textOf(read.description),
    facts: textsOf(read.facts),
    derive,
    secrets: readSecrets(read.secrets),
    auth: readAuth(read.auth),
    parameters: readNotes(read.parameters),
    schemas: readSchemaNotes(read.schemas),
    resources: membersOf(read.resources).map(([resource, member]) => readResource(resource, member, derive)),
  };
}

const resourceKeys = [
  "title",
  "description",
  "one",
  "aliases",
  "parameters",
  "operations",
  "methods",
  "verbs",
  "view",
  "await",
] as const;

function readResource(name: string, place: Placed, derive: boolean): ResourceOverlay {
  const read = fieldsOf(place, resourceKeys);
  const listed = operationMethods(read.operations);
  const said = membersOf(read.methods).map(([method, member]) =>
    readMethod(method, member, { derive, operation: listed.operations.get(method) }),
  );
  const methods = [
    ...[...listed.operations].map(
      ([method, operation]) => said.find((one) => one.name === method) ?? plainMethod(method, operation, place),
    ),
    ...said.filter((one) => !listed.operations.has(one.name)),
  ];
  checkMethodNames(methods);
  return {
    place,
    name,
    title: derive && read.title.value === undefined ? derivedTitle(name) : textOf(read.title),
    description: textOf(read.description),
    one: optionalTextOf(read.one),
    aliases: textsOf(read.aliases),
    parameters: readNotes(read.parameters),
    methods,
    verbs: readVerbs(read.verbs.value === undefined ? listed.verbs : read.verbs, methods),
    views: typeof read.view.value === "string" ? [textOf(read.view)] : textsOf(read.view),
    await: read.await.value,
  };
}

/** What is known of a method before its entry is read. */
interface Expected {
  readonly derive: boolean;
  /** Its operation, where the resource lists that. */
  readonly operation: string | undefined;
}

function readMethod(name: string, place: Placed, { derive, operation }: Expected): MethodOverlay {
  const read = fieldsOf(place, ["operation", "description", "objectKey", "column", "aliases", "parameters"]);
  const called = operation !== undefined && read.operation.value === undefined ? operation : textOf(read.operation);
  return {
    place,
    name,
    operation: called,
    description: derive ? optionalTextOf(read.description) : textOf(read.description),
    objectKey: optionalTextOf(read.objectKey),
    column: optionalTextOf(read.column),
    aliases: [...new Set([...textsOf(read.aliases), ...olderNames(called, name)])],
    parameters: readNotes(read.parameters),
  };
}

/** A method of which nothing is said but its operation. */
function plainMethod(name: string, operation: string, { file, key }: Placed): MethodOverlay {
  const place = { file, key: `${key}.operations`, value: operation };
  const nothing = { description: undefined, objectKey: undefined, column: undefined };
  return { place, name, operation, ...nothing, aliases: olderNames(operation, name), parameters: new Map() };
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
