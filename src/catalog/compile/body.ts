/** Request bodies: which media type, and the properties as parameters named by `requestBodyTranslate`. */
import { isJson, isLines, isMultipart } from "../../common/media-type.ts";
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
import { mediaOf, partsOf, type Media } from "./media.ts";
import type { Operation } from "./operation.ts";
import { requestTransform } from "./request-transform.ts";
import type { Schemas } from "./schemas.ts";
import { shapeOf } from "./shape.ts";
import { columnTypeOf, declaredType, descriptionOf, enumOf, isArraySchema, marksOf } from "./types.ts";
import { xmlBodyOf } from "./xml-body.ts";

/** The prefix that keeps body properties apart from parameters in SQL. */
export const bodyPrefix = "data__";

/** The one parameter of bodies that are no objects with known properties. */
const wholeBodyName = "body";

/** Marks a property that takes JSON as a text within JSON. */
const textOnlyKey = "x-stackQL-stringOnly";

export interface Body {
  readonly parameters: readonly Parameter[];
  readonly request: Omit<RequestShape, "httpMethod" | "path" | "servers" | "accept" | "queryAsForm" | "greedy">;
}

const noBody: Body = { parameters: [], request: {} };

/**
 * The body of a method, its parameters in document order and named as SQL names them. `protocol` is `info.x-protocol`
 * and `service` `info.x-serviceAlias`, which tell what XML of AWS looks like.
 */
export function bodyOf(schemas: Schemas, method: JsonObject, found: Operation, info: unknown = {}): Body {
  const requestBody = schemas.resolve(found.operation["requestBody"]);
  const content = objectAt(requestBody, "content");
  const override = textAt(method, "request", "schema_override", "$ref");
  const media = mediaOf(content, textAt(method, "request", "mediaType"));
  if (media === undefined || (Object.keys(content).length === 0 && override === undefined)) return noBody;
  const schemaNode =
    override === undefined
      ? media.schema
      : { $ref: override.includes("/") ? override : `#/components/schemas/${override}` };
  const algorithm = textAt(method, "config", "requestBodyTranslate", "algorithm") ?? "default";
  const parent = /^naive_(.+)$/.exec(algorithm)?.[1];
  const { node, request: enveloped } = enveloping(schemas, schemaNode, parent);
  const properties = propertyParameters(schemas, node, algorithm);
  const schema = schemas.flatten(node);
  const isEmpty = isEmptyObject(schema);
  const request = {
    mediaType: media.type,
    ...enveloped,
    ...leastOf(method, isJson(media.type) && isSent(found, requestBody), properties, isEmpty),
    ...optional("transform", media.overruled ? undefined : requestTransform(method)),
    ...written(schemas, method, found, { media, node, info }),
  };
  if (properties.length > 0) return { parameters: properties, request };
  if (isEmpty) return { parameters: [], request };
  const whole = wholeBody(schemas, node, {
    required: requestBody["required"] === true,
    type: isJson(media.type) ? "json" : isLines(media.type) ? "any" : "text",
  });
  // Elsewhere one element in place of a list would remove the others.
  const mayBeOne = isJson(media.type) && found.httpMethod === "POST";
  const ofElement = mayBeOne ? elementParameters(schemas, schema, algorithm) : [];
  if (ofElement.length === 0) return { parameters: [whole], request: { ...request, wholeBody: true } };
  return {
    parameters: [{ ...whole, required: false }, ...ofElement],
    request: { ...request, wholeBody: true, oneElement: true },
  };
}

/** True where a request without a body would be refused; reads that are said to demand one do not. */
function isSent({ httpMethod }: Operation, requestBody: JsonObject): boolean {
  return requestBody["required"] === true && ["POST", "PUT", "PATCH"].includes(httpMethod);
}

/** What is sent without any argument: under those that are given (`base`), or in their place. */
function leastOf(
  method: JsonObject,
  mustBeSent: boolean,
  properties: readonly Parameter[],
  isEmpty: boolean,
): Pick<RequestShape, "base" | "default"> {
  const base = jsonAt(method, "base");
  const declared = jsonAt(method, "default");
  const isObjectBody = isEmpty || properties.length > 0;
  const isSilent = base === undefined && isObjectBody && properties.every(({ required }) => !required);
  const least = mustBeSent && isSilent ? {} : undefined;
  return { ...optional("base", base), ...optional("default", declared ?? least) };
}

interface Written {
  readonly media: Media;
  readonly node: unknown;
  readonly info: unknown;
}

/** What writing the body in its media type needs beside the values. */
function written(
  schemas: Schemas,
  method: JsonObject,
  found: Operation,
  { media, node, info }: Written,
): Pick<RequestShape, "parts" | "xml"> {
  if (/xml(;|$)/i.test(media.type)) return { xml: xmlBodyOf(schemas, method, found, { node, info }) };
  if (!isMultipart(media.type)) return {};
  const content = objectAt(schemas.resolve(found.operation["requestBody"]), "content");
  const parts = partsOf(schemas, node, memberOf(content, media.type));
  return Object.keys(parts).length === 0 ? {} : { parts };
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

/** The properties of an element, where the body is a list of objects: one element can be given by its properties. */
function elementParameters(schemas: Schemas, schema: JsonObject, algorithm: string): readonly Parameter[] {
  if (!isArraySchema(schema)) return [];
  const properties = propertyParameters(schemas, schema["items"], algorithm);
  const others = properties.filter(({ wireName }) => wireName !== wholeBodyName);
  return others.map((parameter) => ({ ...parameter, required: false }));
}

function wholeBody(schemas: Schemas, node: unknown, facts: Pick<Parameter, "required" | "type">): Parameter {
  const schema = schemas.flatten(node);
  return {
    name: wholeBodyName,
    wireName: "",
    in: "body",
    ...facts,
    description: descriptionOf(schema),
    aliases: [`${bodyPrefix}${wholeBodyName}`],
    ...optional("shape", isArraySchema(schema) && facts.type === "json" ? shapeOf(schemas, schema) : undefined),
  };
}

/** `request.base`, `request.default`: JSON text, which documents sometimes quote once more. */
function jsonAt(method: JsonObject, key: "base" | "default"): JsonValue | undefined {
  const text = textAt(method, "request", key)?.trim();
  if (text === undefined) return undefined;
  try {
    return JSON.parse(/^'(.*)'$/s.exec(text)?.[1] ?? text) as JsonValue;
  } catch {
    throw invalidDocument(`request.${key} is no JSON: ${text.slice(0, 80)}`);
  }
}
