/** JSON schemas of documents: what they say of a value, and values made from them. */
import { isNode, listOf, resolve, type Node } from "./document.ts";
import { matching } from "./matching.ts";

export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A schema with its references followed and allOf laid together, alternatives left. */
export function merged(root: Node, node: unknown, above: readonly Node[] = []): Node {
  const schema = resolve(root, node);
  const parts = listOf(schema, "allOf");
  if (parts.length === 0 || above.includes(schema)) return schema;
  const { allOf: _, ...own } = schema;
  const all = [...parts.map((part) => merged(root, part, [...above, schema])), own];
  const properties = Object.assign({}, ...all.map((one) => one["properties"] ?? {})) as Node;
  const required = all.flatMap((one) => listOf(one, "required"));
  return { ...Object.assign({}, ...all), ...(Object.keys(properties).length > 0 ? { properties } : {}), required };
}

export function alternatives(schema: Node): readonly unknown[] {
  const one = listOf(schema, "oneOf");
  return one.length > 0 ? one : listOf(schema, "anyOf");
}

/** Every property that a value of a schema may have, those of its alternatives included, each once. */
export function propertiesOf(root: Node, node: unknown, above: readonly Node[] = []): ReadonlyMap<string, unknown> {
  const identity = resolve(root, node);
  const found = new Map<string, unknown>(Object.entries(isNode(identity["properties"]) ? identity["properties"] : {}));
  if (above.includes(identity)) return found;
  for (const branch of [...listOf(identity, "allOf"), ...alternatives(identity)]) {
    for (const [name, property] of propertiesOf(root, branch, [...above, identity])) {
      if (!found.has(name)) found.set(name, property);
    }
  }
  return found;
}

export function typeOf(root: Node, node: unknown): string {
  const schema = merged(root, node);
  const declared = Array.isArray(schema["type"])
    ? (schema["type"] as unknown[]).find((one) => one !== "null")
    : schema["type"];
  if (typeof declared === "string") return declared === "int" ? "integer" : declared;
  if (isNode(schema["properties"]) || isNode(schema["additionalProperties"])) return "object";
  if (schema["items"] !== undefined) return "array";
  const [branch] = alternatives(schema).filter((one) => merged(root, one)["type"] !== "null");
  if (branch !== undefined && branch !== schema) return typeOf(root, branch);
  return Array.isArray(schema["enum"]) ? typeof schema["enum"][0] : "any";
}

export interface Making {
  readonly root: Node;
  /** Numbers values apart: the page, or the item of a list. */
  readonly index: number;
  /** `answer` leaves out and nulls some properties; `request` leaves out what is read-only; `plain` avoids quotes and long integers. */
  readonly as: "answer" | "plain" | "request";
  readonly depth?: number;
  readonly above?: readonly Node[];
  /** How many values may still be made: some schemas multiply. */
  readonly budget?: { values: number };
}

const mostValues = 4000;
const deepest = 5;
/** Requests hold all that is required, however deep. */
const deepestRequest = 14;

/** Also where it stands beside a reference. */
export function isReadOnly(root: Node, node: unknown): boolean {
  return (isNode(node) && node["readOnly"] === true) || merged(root, node)["readOnly"] === true;
}

/** A value of the schema, the same for the same arguments. */
export function valueOf(node: unknown, name: string, making: Making): Json {
  const { root, index, depth = 0, above = [], budget = { values: mostValues } } = making;
  budget.values -= 1;
  const identity = resolve(root, node);
  const schema = merged(root, node);
  const inner = { ...making, budget, depth: depth + 1, above: [...above, identity] };
  const constant = constantOf(schema, index);
  if (constant !== undefined) return constant;
  const parts = listOf(identity, "allOf");
  if (parts.some((part) => alternatives(merged(root, part)).length > 0) && !above.includes(identity)) {
    const { allOf: _, ...own } = identity;
    // What is required beside the parts may be a property of one of them.
    const demanding = parts.map((part): unknown => {
      const one = merged(root, part);
      return alternatives(one).length > 0
        ? part
        : { ...one, required: [...listOf(one, "required"), ...listOf(own, "required")] };
    });
    return Object.assign({}, ...[...demanding, own].map((part) => valueOf(part, name, inner))) as JsonObject;
  }
  const hasOwn = isNode(schema["properties"]) && Object.keys(schema["properties"]).length > 0;
  const branches = alternatives(schema).filter((branch) => merged(root, branch)["type"] !== "null");
  if (branches.length > 0 && !above.includes(identity)) {
    const branch = branches[making.as === "request" ? 0 : index % branches.length];
    const isOnlyRule = merged(root, branch)["type"] === undefined && !isNode(merged(root, branch)["properties"]);
    const isOfParts =
      alternatives(merged(root, branch)).length === 0 && listOf(resolve(root, branch), "allOf").length === 0;
    if (isOnlyRule && isOfParts && typeOf(root, { ...schema, oneOf: [], anyOf: [] }) !== "any") {
      const required = [...listOf(schema, "required"), ...listOf(merged(root, branch), "required")];
      return valueOf({ ...schema, ...merged(root, branch), oneOf: [], anyOf: [], required }, name, inner);
    }
    const chosen = valueOf(branch, name, inner);
    return hasOwn && isObject(chosen) ? { ...objectOf(schema, { ...inner, depth }), ...chosen } : chosen;
  }
  switch (typeOf(root, schema)) {
    case "object":
      return above.includes(identity) || depth > limitOf(making) || budget.values < 0 ? {} : objectOf(schema, inner);
    case "array":
      return arrayOf(schema, name, inner);
    case "boolean":
      return index % 2 === 0;
    case "integer":
      return integerOf(schema, making);
    case "number":
      return bounded(schema, index + 0.5);
    case "null":
      return null;
    default:
      return textFor(schema, name, making);
  }
}

const limitOf = ({ as }: Making): number => (as === "request" ? deepestRequest : deepest);

function constantOf(schema: Node, index: number): Json | undefined {
  if (schema["const"] !== undefined) return schema["const"] as Json;
  const values = listOf(schema, "enum").filter((one) => one !== null && one !== "");
  const value = values.length > 0 ? (values[index % values.length] as Json) : undefined;
  // Documents list texts as what YAML makes of them.
  if (schema["type"] === "string" && value !== undefined && !isObject(value)) return String(value);
  return schema["type"] === "integer" && typeof value === "string" ? Number(value) : value;
}

function objectOf(schema: Node, making: Making): JsonObject {
  const { root, as, index, depth = 0 } = making;
  const required = new Set(listOf(schema, "required"));
  const object: JsonObject = {};
  let place = 0;
  for (const [name, property] of Object.entries(isNode(schema["properties"]) ? schema["properties"] : {})) {
    place += 1;
    if (as === "request" && (isReadOnly(root, property) || (depth > 2 && !required.has(name)))) continue;
    if (as !== "request" && depth > 3 && !required.has(name)) continue;
    const mayLack = as === "answer" && !required.has(name) && index % 2 === 1;
    if (mayLack && place % 7 === 3) continue;
    object[name] = mayLack && place % 7 === 5 ? null : valueOf(property, name, making);
  }
  const additional = schema["additionalProperties"];
  if (Object.keys(object).length === 0 && isNode(additional) && (making.depth ?? 0) <= limitOf(making)) {
    object[`key ${index}`] = valueOf(additional, "value", making);
  }
  return object;
}

function arrayOf(schema: Node, name: string, making: Making): Json[] {
  const { root, index, above = [], depth = 0 } = making;
  if ((making.budget?.values ?? 1) < 0 || above.includes(resolve(root, schema["items"])) || depth > limitOf(making) + 1)
    return [];
  const least = typeof schema["minItems"] === "number" ? schema["minItems"] : 0;
  const most = typeof schema["maxItems"] === "number" ? schema["maxItems"] : Infinity;
  const wanted = Math.min(Math.max(depth < 3 ? 2 : 1, least), most, 10);
  return Array.from({ length: wanted }, (_, item) =>
    valueOf(schema["items"], name, { ...making, index: index * 2 + item }),
  );
}

function bounded(schema: Node, value: number): number {
  const { minimum, maximum } = schema;
  if (typeof minimum === "number" && value < minimum) return minimum;
  return typeof maximum === "number" && value > maximum ? maximum : value;
}

function integerOf(schema: Node, { index, as }: Making): number | bigint {
  const isSmall = schema["format"] === "int32" || schema["maximum"] !== undefined || as !== "answer";
  if (!isSmall && index % 3 === 0) return 9_007_199_254_740_993n + BigInt(index) * 2n;
  return Math.trunc(bounded(schema, index * 7 + 1));
}

const formats: { readonly [format: string]: (index: number) => string } = {
  "date-time": (index) => `2026-01-${day(index)}T10:20:30.123Z`,
  date: (index) => `2026-02-${day(index)}`,
  uuid: (index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  int64: (index) => String(9_007_199_254_740_993n + BigInt(index)),
  uint64: (index) => String(18_446_744_073_709_551_000n + BigInt(index)),
  email: (index) => `user${index}@example.com`,
  uri: (index) => `https://example.com/${index}`,
  url: (index) => `https://example.com/${index}`,
  ipv4: (index) => `10.0.0.${index % 250}`,
  byte: (index) => Buffer.from(`bytes ${index}`).toString("base64"),
};

const day = (index: number): string => String((index % 28) + 1).padStart(2, "0");

function textFor(schema: Node, name: string, { index, as }: Making): string {
  const format = formats[String(schema["format"])];
  if (format !== undefined && schema["pattern"] === undefined) return format(index);
  const candidate = as === "plain" ? `${name} é☃ ${index}` : `${name}'s "é☃" ${index}\\`;
  const { minLength, maxLength, pattern } = schema;
  if (typeof pattern === "string")
    return matching(
      pattern,
      [candidate, ...(format === undefined ? [] : [format(index)]), `${name}-${index}`, "123456789012", `a${index}`],
      schema,
    );
  const longest = typeof maxLength === "number" ? maxLength : 200;
  const shortest = typeof minLength === "number" ? Math.min(minLength, 2000) : 0;
  const fitting = candidate.length > longest ? String(index).slice(0, Math.max(longest, 0)) : candidate;
  return fitting.padEnd(shortest, "x");
}

/** JSON text; integers keep all their digits. */
export function jsonText(value: Json): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}
