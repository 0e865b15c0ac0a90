/** JSON schema → column type, and the facts that parameters and columns take from a schema. */
import type { ColumnType, JsonValue } from "../../common/value.ts";
import { extensions } from "./extensions.ts";
import { limits } from "./limits.ts";
import { isObject, listAt, oneLine, optional, textAt, type JsonObject } from "./json.ts";
import type { Schemas } from "./schemas.ts";

const plainTypes: { readonly [type: string]: ColumnType } = {
  integer: "integer",
  int: "integer",
  number: "number",
  numeric: "number",
  boolean: "boolean",
  bool: "boolean",
  object: "json",
  array: "json",
  string: "text",
  any: "any",
};

/** The declared type; of a list of types (OpenAPI 3.1) the first that is not null. */
export function declaredType(schema: JsonObject): string | undefined {
  const type = schema["type"];
  if (Array.isArray(type)) return (type as readonly unknown[]).find((one) => one !== "null") as string | undefined;
  return typeof type === "string" ? type : undefined;
}

/**
 * The column type of a schema. Alternatives of one type have that type, of several `any`; a schema without a type is
 * `json` where it has properties or items, else `any`; an unknown type name is `text`.
 */
export function columnTypeOf(schemas: Schemas, node: unknown): ColumnType {
  const types = new Set<ColumnType>();
  collectTypes(schemas, schemas.flatten(node), { types, entered: new Set() });
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : "any";
}

/** The types found so far and the schemas entered: alternatives may lie on a cycle. */
interface TypeSearch {
  readonly types: Set<ColumnType>;
  readonly entered: Set<JsonObject>;
}

function collectTypes(schemas: Schemas, schema: JsonObject, search: TypeSearch): void {
  if (search.entered.has(schema)) return;
  search.entered.add(schema);
  const branches = schemas.branches(schema);
  const own = ownType(schema);
  if (own !== undefined) search.types.add(own);
  else if (branches.length === 0) search.types.add("any");
  else for (const branch of branches) collectTypes(schemas, schemas.flatten(branch), search);
}

function ownType(schema: JsonObject): ColumnType | undefined {
  const type = declaredType(schema);
  if (type === "string") return schema["format"] === "date-time" ? "timestamp" : "text";
  if (type !== undefined) return Object.hasOwn(plainTypes, type) ? plainTypes[type] : "text";
  if (isObject(schema["properties"]) || schema["items"] !== undefined) return "json";
  if (schema["additionalProperties"] !== undefined) return "json";
  return listAt(schema, "enum").some((value) => typeof value === "string") ? "text" : undefined;
}

/** True where a schema describes an array; of alternatives, where the first does. */
export function isArraySchema(schema: JsonObject): boolean {
  const type = declaredType(schema);
  return type === "array" || (type === undefined && schema["items"] !== undefined);
}

/** The values a schema allows; undefined where it lists none, too many, or what is no scalar. */
export function enumOf(schema: JsonObject): readonly JsonValue[] | undefined {
  const values = listAt(schema, "enum");
  if (values.length === 0 || values.length > limits.enumValues || values.some(isComposite)) return undefined;
  return values as readonly JsonValue[];
}

function isComposite(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** What a schema says of secrecy and change, as members of a compiled parameter or column. */
export function marksOf(schema: JsonObject): { readonly secret?: boolean; readonly immutable?: boolean } {
  return {
    ...optional("secret", isMarked(schema, extensions.secret) || schema["format"] === "password" ? true : undefined),
    ...optional("immutable", isMarked(schema, extensions.immutable) ? true : undefined),
  };
}

/** Documents carry the mark as boolean or as text. */
function isMarked(schema: JsonObject, key: string): boolean {
  return schema[key] === true || schema[key] === "true";
}

/** The description of a schema on one line. */
export function descriptionOf(schema: JsonObject): string {
  return oneLine(textAt(schema, "description"), textAt(schema, "title"));
}
