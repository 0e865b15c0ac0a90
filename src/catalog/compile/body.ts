/** Request bodies: which media type, and the properties as parameters named by `requestBodyTranslate`. */
import type { JsonValue } from "../../common/value.ts";
import type { Parameter, RequestShape } from "../model.ts";
import { extensions } from "./extensions.ts";
import {
  invalidDocument,
  isObject,
  listAt,
  memberOf,
  objectAt,
  optional,
  textAt,
  textsAt,
  type JsonObject,
} from "./json.ts";
import type { Operation } from "./operation.ts";
import type { Schemas } from "./schemas.ts";
import { shapeOf } from "./shape.ts";
import { columnTypeOf, declaredType, descriptionOf, enumOf, isArraySchema, marksOf } from "./types.ts";

/** The prefix that keeps body properties apart from parameters in SQL. */
export const bodyPrefix = "data__";

/** The one parameter of bodies that are no objects with known properties. */
export const wholeBodyName = "body";

const preferredMediaTypes = ["application/json", "application/xml", "application/octet-stream"];

/** Marks a property that takes JSON as a text within JSON. */
const textOnlyKey = "x-stackQL-stringOnly";

export interface Body {
  readonly parameters: readonly Parameter[];
  readonly request: Pick<RequestShape, "mediaType" | "base" | "wholeBody" | "envelope" | "transform">;
}

const noBody: Body = { parameters: [], request: {} };

/** The body of a method, its parameters in document order and named as SQL names them. */
export function bodyOf(schemas: Schemas, method: JsonObject, found: Operation): Body {
  const content = objectAt(schemas.resolve(found.operation["requestBody"]), "content");
  const declared = textAt(method, "request", "mediaType");
  const mediaType = declared ?? preferred(content);
  const override = textAt(method, "request", "schema_override", "$ref");
  if (mediaType === undefined || (Object.keys(content).length === 0 && override === undefined)) return noBody;
  const schemaNode =
    override === undefined
      ? memberOf(memberOf(content, mediaType) ?? memberOf(content, preferred(content) ?? ""), "schema")
      : { $ref: override.includes("/") ? override : `#/components/schemas/${override}` };
  const algorithm = textAt(method, "config", "requestBodyTranslate", "algorithm") ?? "default";
  const parent = /^naive_(.+)$/.exec(algorithm)?.[1];
  const { node, request: enveloped } = enveloping(schemas, schemaNode, parent);
  const properties = propertyParameters(schemas, node, algorithm);
  const request = { mediaType, ...enveloped, ...optional("base", baseOf(method)), ...transformOf(method) };
  if (properties.length > 0) return { parameters: properties, request };
  if (isEmptyObject(schemas.flatten(node))) return { parameters: [], request };
  return {
    parameters: [wholeBody(schemas, node, objectAt(found.operation, "requestBody"))],
    request: { ...request, wholeBody: true },
  };
}

function preferred(content: JsonObject): string | undefined {
  return preferredMediaTypes.find((type) => Object.hasOwn(content, type)) ?? Object.keys(content)[0];
}

/** Under `naive_<Parent>` the properties are those of one property, in which they are sent. */
function enveloping(
  schemas: Schemas,
  node: unknown,
  parent: string | undefined,
): { readonly node: unknown; readonly request: Pick<RequestShape, "envelope"> } {
  const inner = parent === undefined ? undefined : schemas.properties(node).get(parent);
  if (parent === undefined || inner === undefined) return { node, request: {} };
  const asText = schemas.flatten(inner)[textOnlyKey] === true;
  return { node: inner, request: { envelope: { property: parent, asText } } };
}

function propertyParameters(schemas: Schemas, node: unknown, algorithm: string): readonly Parameter[] {
  const schema = schemas.flatten(node);
  if (isArraySchema(schema)) return [];
  const required = new Set(listAt(schema, "required"));
  const parameters: Parameter[] = [];
  for (const [property, propertyNode] of schemas.properties(schema)) {
    const propertySchema = schemas.flatten(propertyNode);
    if (propertySchema["readOnly"] === true) continue;
    const names = { plain: property, prefixed: `${bodyPrefix}${property}` };
    const [name, alias] = algorithm === "default" ? [names.prefixed, names.plain] : [names.plain, names.prefixed];
    parameters.push({
      name,
      wireName: property,
      in: "body",
      required: required.has(property),
      description: descriptionOf(propertySchema),
      aliases: [alias, ...(textsAt(propertySchema, extensions.aliases) ?? [])],
      ...valueFacts(schemas, propertySchema),
    });
  }
  return parameters;
}

function valueFacts(
  schemas: Schemas,
  schema: JsonObject,
): Pick<Parameter, "type" | "enum" | "secret" | "immutable" | "shape"> {
  const type = schema[textOnlyKey] === true ? "text" : columnTypeOf(schemas, schema);
  const hasShape = type === "json" || type === "any" || textAt(schema, "pattern") !== undefined;
  const shape = hasShape ? shapeOf(schemas, schema) : undefined;
  const saysNothing = shape?.kind === "scalar" && Object.keys(shape).length === 2;
  return {
    type,
    ...optional("enum", enumOf(schema)),
    ...marksOf(schema),
    ...optional("shape", saysNothing ? undefined : shape),
  };
}

/** An object that is declared to have no properties at all needs no argument. */
function isEmptyObject(schema: JsonObject): boolean {
  const properties = schema["properties"];
  return declaredType(schema) === "object" && isObject(properties) && schema["additionalProperties"] === undefined;
}

function wholeBody(schemas: Schemas, node: unknown, requestBody: JsonObject): Parameter {
  const schema = schemas.flatten(node);
  return {
    name: wholeBodyName,
    wireName: "",
    in: "body",
    required: requestBody["required"] === true,
    type: "json",
    description: descriptionOf(schema),
    aliases: [`${bodyPrefix}${wholeBodyName}`],
    ...optional("shape", isArraySchema(schema) ? shapeOf(schemas, schema) : undefined),
  };
}

/** `request.base`: JSON text, sent under what the user gives; `{}` where nothing else is, as AWS's JSON protocols want. */
function baseOf(method: JsonObject): JsonValue | undefined {
  const text = textAt(method, "request", "base");
  if (text === undefined) return undefined;
  return parseBase(text);
}

function parseBase(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw invalidDocument(`request.base is no JSON: ${text.slice(0, 80)}`);
  }
}

function transformOf(method: JsonObject): Pick<RequestShape, "transform"> {
  const type = textAt(method, "request", "transform", "type");
  const body = textAt(method, "request", "transform", "body");
  return type === undefined || body === undefined ? {} : { transform: { type, body } };
}
