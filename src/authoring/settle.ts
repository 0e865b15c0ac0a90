/**
 * The schemas of one API, settled for a provider document: allOf merged, properties written out in place so that each
 * carries its own description. References remain where rows, items and branches of oneOf share a schema.
 */
import type { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { describeAt, isMiss, mergeSchemas, type MergeOptions, type PathMiss } from "./merge.ts";
import { schemaName, type ApiFacts, type Schema } from "./openapi.ts";
import type { Note, Notes, SchemaNotes } from "./overlay.ts";
import { documentError } from "./place.ts";

/** What is said of schemas, and which of it has been used. */
export interface Descriptions {
  /** The service's notes by schema: each must fit. */
  readonly own: SchemaNotes;
  /** The provider's notes by schema: APIs may know the schema in forms that some of them do not fit. */
  readonly shared: SchemaNotes;
  readonly used: Set<Note>;
}

/** The schemas of an API as seen from one side. */
export interface SchemaView {
  /** A schema with allOf merged; a reference stays one. */
  settle(schema: Schema): Schema;
  /** The settled schema behind a reference; others are returned as they are. */
  resolve(schema: Schema): Schema;
}

export interface SettledSchemas {
  /**
   * What the API answers. What answers are promised to hold on top of the named schemas is left out: it binds nobody
   * who asks, and without it all rows of a resource have one schema.
   */
  readonly answers: SchemaView;
  /** What the API takes. */
  readonly inputs: SchemaView;
}

/** The settled schemas of an API; `file` names its facts in errors. */
export function settledSchemas(facts: ApiFacts, file: string, descriptions: Descriptions): SettledSchemas {
  const view = (demands: boolean): SchemaView => schemaView({ facts, file, descriptions, demands });
  return { answers: view(false), inputs: view(true) };
}

interface ViewSetting {
  readonly facts: ApiFacts;
  readonly file: string;
  readonly descriptions: Descriptions;
  /** Whether `required` counts where schemas are merged. */
  readonly demands: boolean;
}

function schemaView({ facts, file, descriptions, demands }: ViewSetting): SchemaView {
  const known = new Map<string, Schema>();
  const open = new Set<string>();

  const component = (name: string): Schema => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const raw = facts.components.schemas[name];
    if (raw === undefined) throw documentError({ file, key: "components.schemas" }, `there is no schema ${name}`);
    open.add(name);
    const settled = describe(name, writeOut(settle(raw)), descriptions);
    open.delete(name);
    known.set(name, settled);
    return settled;
  };

  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : component(nameOf(schema.$ref, file));

  /** A reference becomes what it refers to, but for a schema that contains itself. */
  const writeOut = (schema: Schema): Schema =>
    schema.$ref === undefined || open.has(nameOf(schema.$ref, file)) ? schema : resolve(schema);

  const settle = (schema: Schema): Schema => {
    if (schema.$ref !== undefined) return { $ref: schema.$ref };
    const { allOf, ...own } = schema;
    const rest = settleParts(own);
    const [first, ...others] = (allOf ?? []).map(settle);
    if (first === undefined) return rest;
    const options: MergeOptions = { resolve, demands };
    return [...others, rest].reduce((sum, branch) => mergeSchemas(sum, branch, options), first);
  };

  const settleParts = (schema: Schema): Schema => {
    const { properties, items, additionalProperties, oneOf, anyOf } = schema;
    return {
      ...schema,
      ...(properties === undefined ? {} : { properties: mapValues(properties, (inner) => writeOut(settle(inner))) }),
      ...(items === undefined ? {} : { items: settle(items) }),
      ...(typeof additionalProperties === "object" ? { additionalProperties: settle(additionalProperties) } : {}),
      ...(oneOf === undefined ? {} : { oneOf: oneOf.map(settle) }),
      ...(anyOf === undefined ? {} : { anyOf: anyOf.map(settle) }),
    };
  };

  return { settle, resolve };
}

/** `XUpdate` takes from the notes of `X` what it has in common with it: generators derive the one from the other. */
const derivedName = /^(.+)Update$/;

/** Puts the notes of a schema in place, from the farthest to the nearest: a nearer one replaces a farther one. */
function describe(name: string, schema: Schema, { own, shared, used }: Descriptions): Schema {
  const origin = derivedName.exec(name)?.[1] ?? "";
  const loose = [shared.get(origin), own.get(origin), shared.get(name)].filter((notes) => notes !== undefined);
  const start = loose.reduce((sum, notes) => applyNotes(sum, notes, used), schema);
  return applyNotes(start, own.get(name) ?? new Map(), used, name);
}

/** Marks the notes that fit as used. With the name of the schema, throws on one that does not. */
function applyNotes(schema: Schema, notes: Notes, used: Set<Note>, strictName?: string): Schema {
  let described = schema;
  for (const [path, note] of notes) {
    const result = describeAt(described, path, note.description);
    if (isMiss(result)) {
      if (strictName !== undefined) throw missError(note, path, strictName, result);
      continue;
    }
    described = result;
    used.add(note);
  }
  return described;
}

function missError(note: Note, path: string, name: string, miss: PathMiss): EngineError {
  if (miss.belongsTo === undefined) {
    return documentError(note.place, `the schema ${name} has no ${path}`, didYouMean(path, miss.known));
  }
  return documentError(note.place, `the path leads into the schema ${miss.belongsTo}`, "Describe it there.");
}

function nameOf(ref: string, file: string): string {
  const name = schemaName(ref);
  if (name === undefined)
    throw documentError({ file, key: "components.schemas" }, `cannot follow the reference ${ref}`);
  return name;
}

function mapValues<V, W>(map: Readonly<Record<string, V>>, change: (value: V) => W): Readonly<Record<string, W>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
