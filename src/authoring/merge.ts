/** The algebra of schemas: what one adds to another, and a description put in its place. Nothing here is changed in place. */
import { isDeepStrictEqual } from "node:util";
import { schemaName, type Schema } from "./openapi.ts";

/** Finds the schema behind a `$ref`; others are returned as they are. */
export type Resolve = (schema: Schema) => Schema;

export interface MergeOptions {
  readonly resolve: Resolve;
  /** False for answers: what an API always fills in is no demand on anyone. */
  readonly demands: boolean;
}

/**
 * `base` with all that `extra` says beside it (as allOf means it); `base` itself, a `$ref` included, where `extra`
 * adds nothing. Both are free of allOf.
 */
export function mergeSchemas(base: Schema, extra: Schema, options: MergeOptions): Schema {
  const target = options.resolve(base);
  const source = options.resolve(extra);
  const additions = { ...plainAdditions(target, source), ...nestedAdditions(target, source, options) };
  return Object.keys(additions).length === 0 ? base : { ...target, ...additions };
}

function plainAdditions(base: Schema, extra: Schema): Schema {
  const { properties: _properties, required: _required, items: _items, ...plain } = extra;
  const known = new Map<string, unknown>(Object.entries(base));
  return Object.fromEntries(Object.entries(plain).filter(([key, value]) => !isDeepStrictEqual(known.get(key), value)));
}

function nestedAdditions(base: Schema, extra: Schema, options: MergeOptions): Schema {
  const properties = propertyAdditions(base.properties ?? {}, extra.properties ?? {}, options);
  const items =
    extra.items && base.items ? mergeSchemas(base.items, extra.items, options) : (extra.items ?? base.items);
  const required = [...new Set([...(base.required ?? []), ...(extra.required ?? [])])];
  const demandsMore = options.demands && required.length > (base.required?.length ?? 0);
  return {
    ...(properties === undefined ? {} : { properties }),
    ...(items === undefined || items === base.items ? {} : { items }),
    ...(demandsMore ? { required } : {}),
  };
}

type Properties = Readonly<Record<string, Schema>>;

function propertyAdditions(base: Properties, extra: Properties, options: MergeOptions): Properties | undefined {
  const merged = new Map(Object.entries(base));
  for (const [name, schema] of Object.entries(extra)) {
    const before = merged.get(name);
    merged.set(name, before === undefined ? schema : mergeSchemas(before, schema, options));
  }
  const isSame =
    merged.size === Object.keys(base).length && [...merged].every(([name, schema]) => base[name] === schema);
  return isSame ? undefined : Object.fromEntries(merged);
}

/** Why a path cannot be described: it ends in the middle, or another schema, named here, is the place for it. */
export interface PathMiss {
  readonly known: readonly string[];
  readonly belongsTo?: string;
}

/**
 * `schema` with a description on the property at `path`: names joined by dots, through the items of arrays and the
 * values of maps. A name may itself hold dots.
 */
export function describeAt(schema: Schema, path: string, description: string): Schema | PathMiss {
  if (schema.$ref !== undefined) return { known: [], belongsTo: schemaName(schema.$ref) ?? schema.$ref };
  if (schema.items !== undefined) return describeWithin(schema, "items", path, description);
  if (schema.properties === undefined && typeof schema.additionalProperties === "object") {
    return describeWithin(schema, "additionalProperties", path, description);
  }
  const properties = schema.properties ?? {};
  const whole = properties[path];
  if (whole !== undefined) return withProperty(schema, path, { ...whole, description });
  const name = Object.keys(properties).find((known) => path.startsWith(`${known}.`));
  const property = name === undefined ? undefined : properties[name];
  if (name === undefined || property === undefined) return { known: Object.keys(properties) };
  const described = describeAt(property, path.slice(name.length + 1), description);
  return isMiss(described) ? described : withProperty(schema, name, described);
}

export function isMiss(result: Schema | PathMiss): result is PathMiss {
  return "known" in result;
}

function describeWithin(
  schema: Schema,
  key: "items" | "additionalProperties",
  path: string,
  text: string,
): Schema | PathMiss {
  const inner = schema[key];
  if (typeof inner !== "object") return { known: [] };
  const described = describeAt(inner, path, text);
  return isMiss(described) ? described : { ...schema, [key]: described };
}

function withProperty(schema: Schema, name: string, property: Schema): Schema {
  return { ...schema, properties: { ...schema.properties, [name]: property } };
}
