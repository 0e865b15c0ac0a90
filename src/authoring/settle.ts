/**
 * The schemas of one API, settled for a provider document: allOf merged, properties written out in place so that each
 * carries its own description. References remain where rows, items and branches of oneOf share a schema.
 */
import type { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { describeAt, isMiss, mergeSchemas, type MergeOptions, type PathMiss } from "./merge.ts";
import { schemaName, schemaRef, type ApiFacts, type Schema } from "./openapi.ts";
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

export interface SettledSchemas {
  /** A schema as what an API answers: what it says to be required is left as the named schemas have it. */
  answer(schema: Schema): Schema;
  /** A schema as what an API takes. */
  input(schema: Schema): Schema;
  /** The schema behind a `$ref`; others are returned as they are. */
  resolve(schema: Schema): Schema;
}

/** The settled schemas of an API; `file` names its facts in errors. */
export function settledSchemas(facts: ApiFacts, file: string, descriptions: Descriptions): SettledSchemas {
  const known = new Map<string, Schema>();
  const open = new Set<string>();

  const component = (name: string): Schema => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const raw = facts.components.schemas[name];
    if (raw === undefined) throw documentError({ file, key: "components.schemas" }, `there is no schema ${name}`);
    open.add(name);
    const settled = describe(name, settle(raw, { inPlace: true, demands: true }), descriptions);
    open.delete(name);
    known.set(name, settled);
    return settled;
  };

  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : component(nameOf(schema.$ref, file));

  /** `inPlace` writes the schema out where it is used, but for one that contains itself. */
  const settle = (schema: Schema, how: { readonly inPlace: boolean; readonly demands: boolean }): Schema => {
    if (schema.$ref !== undefined) {
      const name = nameOf(schema.$ref, file);
      return how.inPlace && !open.has(name) ? component(name) : { $ref: schemaRef(name) };
    }
    const { allOf, ...own } = schema;
    const rest = settleParts(own, how.demands);
    if (allOf === undefined) return rest;
    const options: MergeOptions = { resolve, demands: how.demands };
    const branches = allOf.map((branch) => settle(branch, how));
    const merged = branches.reduce<Schema | undefined>(
      (sum, branch) => (sum === undefined ? branch : mergeSchemas(sum, branch, options)),
      undefined,
    );
    return merged === undefined ? rest : mergeSchemas(merged, rest, options);
  };

  const settleParts = (schema: Schema, demands: boolean): Schema => {
    const { properties, items, additionalProperties, oneOf, anyOf } = schema;
    const shared = (inner: Schema): Schema => settle(inner, { inPlace: false, demands });
    const written = (inner: Schema): Schema => settle(inner, { inPlace: true, demands });
    return {
      ...schema,
      ...(properties === undefined ? {} : { properties: mapValues(properties, written) }),
      ...(items === undefined ? {} : { items: shared(items) }),
      ...(typeof additionalProperties === "object" ? { additionalProperties: shared(additionalProperties) } : {}),
      ...(oneOf === undefined ? {} : { oneOf: oneOf.map(shared) }),
      ...(anyOf === undefined ? {} : { anyOf: anyOf.map(shared) }),
    };
  };

  return {
    resolve,
    answer: (schema) => settle(schema, { inPlace: false, demands: false }),
    input: (schema) => settle(schema, { inPlace: false, demands: true }),
  };
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
