/** Which media type a request body has, and what of it is a file. */
import { isMultipart } from "../../common/media-type.ts";
import type { Part } from "../model.ts";
import { isObject, memberOf, objectAt, optional, textAt, type JsonObject } from "./json.ts";
import type { Schemas } from "./schemas.ts";
import { declaredType, isArraySchema } from "./types.ts";

export interface Media {
  /** As it is sent. */
  readonly type: string;
  /** The schema of its content. */
  readonly schema: unknown;
  /** True where the content is of another type than the method says, so that what it says of writing does not hold. */
  readonly overruled: boolean;
}

const preferredTypes = [/^application\/json$/, /merge-patch\+json/, /json(-[\d.]+)?(;|$)/, /xml(;|$)/, /octet-stream/];

/**
 * What `declared` names, else JSON, XML, octets or what there is first. A form with parts that a method calls JSON stays
 * what it is: the API reads nothing else. Undefined where there is no content.
 */
export function mediaOf(content: JsonObject, declared: string | undefined): Media | undefined {
  const offered = Object.keys(content);
  const best = preferredTypes.map((type) => offered.find((one) => type.test(one))).find((one) => one !== undefined);
  const preferred = best ?? offered[0];
  const overruled = declared !== undefined && offered.length === 1 && isMultipart(offered[0]) && !isMultipart(declared);
  const type = overruled ? preferred : (declared ?? preferred);
  if (type === undefined) return undefined;
  const schema = memberOf(memberOf(content, type) ?? memberOf(content, preferred ?? ""), "schema");
  return { type: sendable(type), schema, overruled };
}

/** A range says what is taken, not what is sent. */
function sendable(type: string): string {
  if (type === "" || type === "*/*") return "application/json";
  return type.includes("*") ? "application/octet-stream" : type;
}

/** The parts of a multipart body that are files, or whose media type the document names. */
export function partsOf(schemas: Schemas, schema: unknown, media: unknown): { readonly [property: string]: Part } {
  const encoding = objectAt(media, "encoding");
  const parts: Record<string, Part> = {};
  for (const [name, node] of schemas.properties(schema)) {
    const property = schemas.flatten(node);
    const file = isFile(property) || (isArraySchema(property) && isFile(schemas.flatten(property["items"])));
    const mediaType = /^[\w.+-]+\/[\w.+-]+$/.exec(firstType(encoding, name) ?? "")?.[0];
    if (file || mediaType !== undefined) {
      parts[name] = { ...optional("mediaType", mediaType), ...optional("file", file ? true : undefined) };
    }
  }
  return parts;
}

/** Of several types the first: any of them is taken. */
function firstType(encoding: JsonObject, name: string): string | undefined {
  const text = textAt(encoding, name, "contentType") ?? textAt(encoding, "*", "contentType");
  return text?.split(",", 1)[0]?.replaceAll("`", "").trim();
}

/** Binary content, as OpenAPI 3.0 and 3.1 say it. */
function isFile(schema: JsonObject): boolean {
  if (schema["format"] === "binary") return true;
  return declaredType(schema) === "string" && isObject(schema) && schema["contentMediaType"] !== undefined;
}
