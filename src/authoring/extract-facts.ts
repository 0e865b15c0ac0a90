/**
 * An OpenAPI document → its facts. Works by allow-lists: what is not listed is dropped, so that no sentence, example or
 * code sample of the source can pass.
 */
import type { JsonValue } from "../common/value.ts";
import { httpMethods } from "./openapi.ts";
import { readyForReading } from "./ready-for-reading.ts";

type Tree = { readonly [key: string]: JsonValue };
/** Reduces a value to its facts; undefined drops the key. */
type Reduce = (value: JsonValue) => JsonValue | undefined;
type Reductions = Readonly<Record<string, Reduce>>;

const keep: Reduce = (value) => value;

const reduceSchema: Reduce = (value) => collapseAllOf(reduceKeys(value, schemaKeys));

/** Kept keys of a schema, in the order in which they are written. */
const schemaKeys: Reductions = {
  $ref: keep,
  type: keep,
  format: keepWord,
  nullable: keep,
  readOnly: keepTrue,
  writeOnly: keepTrue,
  deprecated: keepTrue,
  enum: keep,
  "x-extensible-enum": keep,
  "x-immutable": keepTrue,
  "x-redact": keepTrue,
  default: keep,
  pattern: keep,
  minLength: keep,
  maxLength: keep,
  minimum: keep,
  maximum: keep,
  exclusiveMinimum: keep,
  exclusiveMaximum: keep,
  multipleOf: keep,
  minItems: keep,
  maxItems: keep,
  uniqueItems: keep,
  minProperties: keep,
  maxProperties: keep,
  "x-max-page-items": keep,
  required: keep,
  properties: mapOf(reduceSchema),
  additionalProperties: (value) => (typeof value === "boolean" ? value : reduceSchema(value)),
  items: reduceSchema,
  discriminator: (value) => reduceKeys(value, { propertyName: keep, mapping: keep }),
  allOf: listOf(reduceSchema),
  oneOf: listOf(reduceSchema),
  anyOf: listOf(reduceSchema),
};

const mediaTypes = mapOf((value) => reduceKeys(value, { schema: reduceSchema }));

/** Headers that every operation answers with; they say nothing about one. */
const commonHeader = /^(x-request-id|x-ratelimit-.*|retry-after|www-authenticate)$/i;

const reduceHeaders: Reduce = (value) => {
  const own = Object.entries(treeOf(value)).filter(([name]) => !commonHeader.test(name));
  if (own.length === 0) return undefined;
  return mapOf((header) => reduceKeys(header, { schema: reduceSchema }))(Object.fromEntries(own));
};

const responseKeys: Reductions = { $ref: keep, headers: reduceHeaders, content: mediaTypes };

const parameterKeys: Reductions = {
  $ref: keep,
  name: keep,
  in: keep,
  required: keepTrue,
  style: keep,
  explode: keep,
  schema: reduceSchema,
};

const operationKeys: Reductions = {
  operationId: keep,
  deprecated: keepTrue,
  security: keep,
  parameters: listOf((value) => reduceKeys(value, parameterKeys)),
  requestBody: (value) => reduceKeys(value, { required: keepTrue, content: mediaTypes }),
  responses: mapOf((value) => reduceKeys(value, responseKeys)),
};

const flowKeys: Reductions = {
  authorizationUrl: keep,
  tokenUrl: keep,
  refreshUrl: keep,
  // The values of scopes are sentences; OpenAPI wants a string there.
  scopes: mapOf(() => ""),
};

const securitySchemeKeys: Reductions = {
  type: keep,
  scheme: keep,
  in: keep,
  name: keep,
  flows: mapOf((value) => reduceKeys(value, flowKeys)),
};

const documentKeys: Reductions = {
  openapi: keep,
  servers: listOf((value) => reduceKeys(value, { url: keep, variables: keep })),
  security: keep,
  paths: mapOf((value) => {
    const operation: Reduce = (inner) => reduceKeys(inner, operationKeys);
    return reduceKeys(value, Object.fromEntries(httpMethods.map((method) => [method, operation])));
  }),
  components: (value) =>
    reduceKeys(value, {
      schemas: mapOf(reduceSchema),
      securitySchemes: mapOf((inner) => reduceKeys(inner, securitySchemeKeys)),
    }),
};

/**
 * The facts of an OpenAPI 3 document: paths, operations, parameters, schemas, servers, security, status codes and media
 * types. Error responses that look alike are written once, in `components.responses`; an operation without an
 * `operationId` gets one of its method and path.
 */
export function extractFacts(document: JsonValue): JsonValue {
  return shareErrorResponses(treeOf(reduceKeys(readyForReading(document), documentKeys)));
}

/** Some documents explain a format in its place. */
function keepWord(value: JsonValue): JsonValue | undefined {
  return typeof value === "string" && /^[\w.-]+$/.test(value) ? value : undefined;
}

function keepTrue(value: JsonValue): JsonValue | undefined {
  return value === true ? true : undefined;
}

function treeOf(value: JsonValue | undefined): Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

function reduceKeys(value: JsonValue, reductions: Reductions): JsonValue {
  const source = treeOf(value);
  const result: Record<string, JsonValue> = {};
  for (const [key, reduce] of Object.entries(reductions)) {
    const inner = source[key];
    const reduced = inner === undefined ? undefined : reduce(inner);
    if (reduced !== undefined) result[key] = reduced;
  }
  return result;
}

function mapOf(reduce: Reduce): (value: JsonValue) => JsonValue {
  return (value) => {
    const entries = Object.entries(treeOf(value)).map(([key, inner]) => [key, reduce(inner)] as const);
    return Object.fromEntries(entries.filter((entry): entry is readonly [string, JsonValue] => entry[1] !== undefined));
  };
}

function listOf(reduce: Reduce): (value: JsonValue) => JsonValue {
  return (value) => (Array.isArray(value) ? (value as readonly JsonValue[]) : []).map((inner) => reduce(inner) ?? null);
}

/** Drops the branches of `allOf` that held prose only; a lone branch needs no `allOf`. */
function collapseAllOf(schema: JsonValue): JsonValue {
  const { allOf, ...rest } = treeOf(schema);
  if (!Array.isArray(allOf)) return schema;
  const telling = (allOf as readonly JsonValue[]).filter((branch) => !saysNothing(branch));
  const only = telling.length === 1 ? telling[0] : undefined;
  if (only === undefined || Object.keys(rest).some((key) => key !== "type")) return { ...rest, allOf: telling };
  return treeOf(only)["$ref"] === undefined ? { ...rest, ...treeOf(only) } : only;
}

/** True for a schema that only repeats the outline (objects in objects) of the schema beside it. */
function saysNothing(schema: JsonValue | undefined): boolean {
  const { type, properties, items, ...rest } = treeOf(schema);
  if (Object.keys(rest).length > 0 || (type !== undefined && type !== "object" && type !== "array")) return false;
  return Object.values(treeOf(properties)).every(saysNothing) && (items === undefined || saysNothing(items));
}

function shareErrorResponses(document: Tree): JsonValue {
  const shared: Record<string, JsonValue> = {};
  const shareOne = (response: JsonValue): JsonValue => {
    const { content, ...rest } = treeOf(response);
    const schema = treeOf(treeOf(treeOf(content)["application/json"])["schema"])["$ref"];
    if (typeof schema !== "string" || Object.keys(rest).length > 0) return response;
    const name = schema.slice(schema.lastIndexOf("/") + 1);
    shared[name] ??= response;
    return { $ref: `#/components/responses/${name}` };
  };
  const shareAll = (responses: JsonValue): JsonValue =>
    Object.fromEntries(
      Object.entries(treeOf(responses)).map(([status, inner]) => [
        status,
        status.startsWith("2") ? inner : shareOne(inner),
      ]),
    );
  const paths = mapOf(
    mapOf((operation) => ({ ...treeOf(operation), responses: shareAll(treeOf(operation)["responses"] ?? {}) })),
  )(document["paths"] ?? {});
  const { schemas = {}, ...components } = treeOf(document["components"]);
  return { ...document, paths, components: { schemas, responses: shared, ...components } };
}
