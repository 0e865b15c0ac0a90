/** JSON schema → `Shape`: what of a body property is checked before sending and shown by DESCRIBE METHOD. */
import type { Shape } from "../model.ts";
import { isObject, listAt, objectAt, optional, textAt, type JsonObject } from "./json.ts";
import { referenceName, type Schemas } from "./schemas.ts";
import { columnTypeOf, declaredType, enumOf, isArraySchema, marksOf } from "./types.ts";

const maximumDepth = 6;
const maximumNodes = 400;

/** Where the walk stands: the schemas above, and how many nodes may still be written down. */
interface Walk {
  readonly above: readonly JsonObject[];
  readonly budget: { nodes: number };
}

/**
 * The shape of a schema as input: read-only properties are left out. Beyond depth 6, on a cycle, or past 400 nodes it
 * is a scalar of type json, which any value fits.
 */
export function shapeOf(schemas: Schemas, node: unknown): Shape {
  return walk(schemas, node, { above: [], budget: { nodes: maximumNodes } });
}

function walk(schemas: Schemas, node: unknown, at: Walk): Shape {
  const schema = schemas.flatten(node);
  return { ...kindOf(schemas, schema, at), ...optional("immutable", marksOf(schema).immutable) };
}

function kindOf(schemas: Schemas, schema: JsonObject, at: Walk): Shape {
  if (at.above.length > maximumDepth || at.above.includes(schema) || at.budget.nodes-- <= 0) {
    return { kind: "scalar", type: "json" };
  }
  const below = { ...at, above: [...at.above, schema] };
  if (isTextToo(schema)) return { kind: "scalar", type: "any" };
  if (isArraySchema(schema)) return { kind: "array", items: walk(schemas, schema["items"], below) };
  if (isObject(schema["properties"])) return objectShape(schemas, schema, below);
  if (schemas.branches(schema).length > 0) return oneOfShape(schemas, schema, below);
  return {
    kind: "scalar",
    type: columnTypeOf(schemas, schema),
    ...optional("pattern", textAt(schema, "pattern")),
    ...optional("enum", enumOf(schema)),
    ...optional("secret", marksOf(schema).secret),
  };
}

/** A structure, or a text in its place: documents that lay such alternatives together say both of one schema. */
function isTextToo(schema: JsonObject): boolean {
  const isStructure = isObject(schema["properties"]) || schema["items"] !== undefined;
  const listsTexts = declaredType(schema) === "array" && listAt(schema, "enum").some((one) => typeof one === "string");
  return isStructure && (declaredType(schema) === "string" || listsTexts);
}

/** Own properties beside alternatives: the alternatives' properties are added, none of them required. */
function objectShape(schemas: Schemas, schema: JsonObject, below: Walk): Shape {
  const properties = [...schemas.properties(schema)].filter(([, node]) => schemas.flatten(node)["readOnly"] !== true);
  const names = new Set(properties.map(([name]) => name));
  return {
    kind: "object",
    required: listAt(schema, "required").filter((name) => typeof name === "string" && names.has(name)) as string[],
    closed: schema["additionalProperties"] === false,
    properties: Object.fromEntries(properties.map(([name, node]) => [name, walk(schemas, node, below)])),
  };
}

function oneOfShape(schemas: Schemas, schema: JsonObject, below: Walk): Shape {
  const discriminator = textAt(schema, "discriminator", "propertyName");
  const mapping = Object.entries(objectAt(schema, "discriminator", "mapping"));
  const branches = schemas.branches(schema).map((branch, index) => {
    const name = referenceName(branch) ?? textAt(schemas.flatten(branch), "title") ?? `option ${index + 1}`;
    const mapped = mapping.find(([, target]) => typeof target === "string" && referenceName({ $ref: target }) === name);
    const value =
      mapped?.[0] ?? discriminatorValue(schemas, branch, discriminator) ?? allowedName(schemas, branch, discriminator);
    return {
      name,
      ...optional("value", discriminator === undefined ? undefined : value),
      shape: walk(schemas, branch, below),
    };
  });
  // A discriminator whose values cannot be told apart, or that no alternative has, tells nothing: each is tried.
  const isThere = schemas.branches(schema).some((branch) => schemas.properties(branch).has(discriminator ?? ""));
  const tells = isThere && branches.every(({ value }) => value !== undefined);
  return { kind: "oneOf", ...optional("discriminator", tells ? discriminator : undefined), branches };
}

/** The name of a branch's schema, which its discriminator is where a document says nothing else. */
function allowedName(schemas: Schemas, branch: unknown, discriminator: string | undefined): string | undefined {
  const name = referenceName(branch);
  if (discriminator === undefined || name === undefined) return undefined;
  const values = enumOf(schemas.flatten(schemas.properties(branch).get(discriminator)));
  return values === undefined || values.includes(name) ? name : undefined;
}

/** The one value that a branch allows for the discriminator: tells inlined branches apart, which have no names. */
function discriminatorValue(schemas: Schemas, branch: unknown, discriminator: string | undefined): string | undefined {
  if (discriminator === undefined) return undefined;
  const values = enumOf(schemas.flatten(schemas.properties(branch).get(discriminator)));
  return values?.length === 1 && typeof values[0] === "string" ? values[0] : undefined;
}
