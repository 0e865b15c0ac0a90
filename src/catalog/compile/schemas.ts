/**
 * The JSON schemas of one document: references followed lazily (census: of 163,580 schemas in published documents 768 lie on a
 * cycle), allOf merged, alternatives united. Nodes of the document are shared by YAML anchors and never changed.
 */
import { invalidDocument, isObject, listAt, memberOf, objectAt, type JsonObject } from "./json.ts";

export interface Schemas {
  /** The node itself, or what its chain of `$ref` leads to. Throws `invalid_provider_document` on a broken chain. */
  resolve(node: unknown): JsonObject;
  /**
   * A schema with `$ref` and allOf merged into one object; oneOf and anyOf are left. The same node always yields the
   * same object, so callers can guard against cycles by identity.
   */
  flatten(node: unknown): JsonObject;
  /** All properties that a value may have, in document order, those of oneOf and anyOf branches included. */
  properties(node: unknown): ReadonlyMap<string, unknown>;
  /** The branches of oneOf, else of anyOf; [] where the schema has neither. */
  branches(node: unknown): readonly unknown[];
}

/** The schemas of a document, by its root. */
export function schemasOf(root: JsonObject): Schemas {
  const resolve = resolver(root);
  const flatten = flattener(resolve);
  const branches = (node: unknown): readonly unknown[] => branchesOf(flatten(node));
  return { resolve, flatten, branches, properties: (node) => unitedProperties(flatten, node, new Set()) };
}

/** The last segment of a reference; undefined where the node is none. */
export function referenceName(node: unknown): string | undefined {
  const reference = memberOf(node, "$ref");
  return typeof reference === "string" ? reference.slice(reference.lastIndexOf("/") + 1) : undefined;
}

/** The segments of a JSON pointer behind `#`, unescaped. A file name before `#` is the document's own. */
export function pointerSegments(reference: string): readonly string[] {
  const pointer = reference.slice(reference.indexOf("#") + 1);
  const segments = pointer.split("/").slice(1);
  return segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What references lead to is found once: a document says the same ones many times. */
function resolver(root: JsonObject): (node: unknown) => JsonObject {
  const found = new Map<string, JsonObject>();
  return (node) => {
    const reference = memberOf(node, "$ref");
    if (typeof reference !== "string") return isObject(node) ? node : {};
    const known = found.get(reference);
    if (known !== undefined) return known;
    const target = followReferences(root, node);
    found.set(reference, target);
    return target;
  };
}

function followReferences(root: JsonObject, node: unknown): JsonObject {
  let current = node;
  for (let hops = 0; hops < 64; hops++) {
    const reference = memberOf(current, "$ref");
    if (typeof reference !== "string") return isObject(current) ? current : {};
    const target = pointerSegments(reference).reduce<unknown>(segmentOf, root);
    if (target === undefined || !reference.includes("#")) {
      throw invalidDocument(`the reference ${JSON.stringify(reference)} leads nowhere`);
    }
    current = target;
  }
  throw invalidDocument(`the reference ${JSON.stringify(memberOf(node, "$ref"))} leads to itself`);
}

function segmentOf(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(segment)];
  return memberOf(value, segment) ?? memberOf(value, decodePercent(segment));
}

function decodePercent(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** What merging must not copy from a part as it is. */
const mergedApart = new Set(["$ref", "allOf", "properties", "required", "oneOf", "anyOf"]);

function flattener(resolve: (node: unknown) => JsonObject): (node: unknown) => JsonObject {
  const known = new WeakMap<JsonObject, JsonObject>();
  const open = new Set<JsonObject>();

  const flatten = (node: unknown): JsonObject => {
    if (!isObject(node)) return {};
    const done = known.get(node);
    if (done !== undefined) return done;
    if (open.has(node)) return {};
    open.add(node);
    const flat = mergeParts(node);
    open.delete(node);
    known.set(node, flat);
    return flat;
  };

  const mergeParts = (node: JsonObject): JsonObject => {
    if (typeof node["$ref"] === "string") {
      const target = flatten(resolve(node));
      return Object.keys(node).length === 1 ? target : merge([besideReference(node, target), target]);
    }
    if (!Array.isArray(node["allOf"])) return node;
    const own = withoutKey(node, "allOf");
    const parts = listAt(node, "allOf").map(flatten);
    const keys = Object.keys(node);
    const ownFirst = keys.includes("properties") && keys.indexOf("properties") < keys.indexOf("allOf");
    return merge([own, ...parts], ownFirst ? undefined : [...parts, own]);
  };
  return flatten;
}

/** What stands beside a reference describes it; the type is that of what it leads to. */
function besideReference(node: JsonObject, target: JsonObject): JsonObject {
  const described = withoutKey(node, "$ref");
  return target["type"] === undefined ? described : withoutKey(described, "type");
}

function withoutKey(node: JsonObject, dropped: string): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== dropped));
}

/** One schema out of parts; earlier parts win, properties come in the order of `ordered`. */
function merge(parts: readonly JsonObject[], ordered: readonly JsonObject[] = parts): JsonObject {
  const merged: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (!mergedApart.has(key) && !Object.hasOwn(merged, key)) merged[key] = value;
    }
  }
  const properties = new Map<string, unknown>();
  for (const part of ordered) {
    for (const [name, schema] of Object.entries(objectAt(part, "properties"))) {
      const before = properties.get(name);
      properties.set(name, before === undefined || before === schema ? schema : { allOf: [schema, before] });
    }
  }
  if (properties.size > 0) merged["properties"] = Object.fromEntries(properties);
  const required = new Set(parts.flatMap((part) => listAt(part, "required")));
  if (required.size > 0) merged["required"] = [...required];
  const alternatives = new Set(parts.flatMap(branchesOf));
  if (alternatives.size > 0) merged["oneOf"] = [...alternatives];
  return merged;
}

function branchesOf(schema: JsonObject): readonly unknown[] {
  const oneOf = listAt(schema, "oneOf");
  return oneOf.length > 0 ? oneOf : listAt(schema, "anyOf");
}

/**
 * Properties that several branches declare differently become alternatives themselves. Each schema is entered once:
 * documents may share one from many places.
 */
function unitedProperties(
  flatten: (node: unknown) => JsonObject,
  node: unknown,
  entered: Set<JsonObject>,
): ReadonlyMap<string, unknown> {
  const schema = flatten(node);
  if (entered.has(schema)) return new Map();
  entered.add(schema);
  const united = new Map<string, unknown>(Object.entries(objectAt(schema, "properties")));
  for (const branch of branchesOf(schema)) {
    for (const [name, property] of unitedProperties(flatten, branch, entered)) {
      const before = united.get(name);
      if (before === undefined) united.set(name, property);
      else if (flatten(before) !== flatten(property)) united.set(name, { oneOf: [before, property] });
    }
  }
  return united;
}
