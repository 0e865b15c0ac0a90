/** Where the rows of a response are and which columns they have. Rules: any-sdk's schema and row selection. */
import type { ResponseColumn, ResponseShape } from "../model.ts";
import { columnsOf, itemSchemaOf, type ColumnNaming } from "./columns.ts";
import { extensions } from "./extensions.ts";
import { isObject, memberOf, objectAt, optional, textAt, type JsonObject } from "./json.ts";
import type { Operation } from "./operation.ts";
import type { Schemas } from "./schemas.ts";
import { isArraySchema } from "./types.ts";

/** A compiled response, and the schema of its whole body, from which conventions of paging are read. */
export interface Response {
  readonly shape: ResponseShape;
  /** What the client says it accepts. */
  readonly accept: string | undefined;
  readonly root: JsonObject;
  /** The schema that the operation itself has for the body, which an override replaces. */
  readonly documented: JsonObject;
  /** True where there may be several rows: the schema has an array of them, or does not say. */
  readonly many: boolean;
}

interface Choice {
  readonly mediaType: string | undefined;
  readonly schema: unknown;
}

interface Rows {
  readonly path: readonly string[];
  /** Undefined where the schema does not hold what the row key names. */
  readonly schema: unknown;
  readonly many: boolean;
}

export interface ResponseOptions {
  readonly snakeCaseNames: boolean;
  /** Where the rows are, unless the method itself says so. */
  readonly objectKey: string | undefined;
}

export function responseOf(
  schemas: Schemas,
  method: JsonObject,
  found: Operation,
  { snakeCaseNames, objectKey }: ResponseOptions,
): Response {
  const response = objectAt(method, "response");
  const choice = chooseSchema(schemas, response, objectAt(found.operation, "responses"));
  const root = schemas.flatten(choice.schema);
  const rows = isObject(choice.schema) ? rowsOf(schemas, root, textAt(response, "objectKey") ?? objectKey) : undefined;
  const rowItself = textAt(response, extensions.column);
  const columns = rows === undefined ? [] : columnsOfRows(schemas, rows, { snakeCaseNames, rowItself });
  const overriding = textAt(response, "overrideMediaType");
  const shape = {
    rowPath: rows?.path ?? [],
    ...optional("beside", besideRows(schemas, root, rows, columns)),
    columns,
    ...optional("itemSchema", columns.length === 0 ? undefined : itemSchemaOf(columns)),
    ...optional("mediaType", overriding ?? choice.mediaType),
  };
  const documented = documentedRoot(schemas, response, objectAt(found.operation, "responses"));
  const accept = textAt(response, "mediaType") ?? choice.mediaType;
  return { shape, accept, root, documented, many: rows?.many === true };
}

/**
 * An override wins; then media type and status that the method names, exactly; else the lowest status below 300, or
 * `default`. A named status or media type that the operation lacks means that nothing comes back.
 */
function chooseSchema(schemas: Schemas, response: JsonObject, responses: JsonObject): Choice {
  const mediaType = textAt(response, "mediaType");
  const status = textAt(response, "openAPIDocKey");
  const override = textAt(response, "schema_override", "$ref");
  if (override !== undefined) {
    return { mediaType, schema: { $ref: override.includes("/") ? override : `#/components/schemas/${override}` } };
  }
  if (mediaType !== undefined && status !== undefined) {
    const content = objectAt(schemas.resolve(memberOf(responses, status)), "content");
    return { mediaType, schema: memberOf(memberOf(content, mediaType), "schema") };
  }
  const content = objectAt(schemas.resolve(memberOf(responses, status ?? successStatus(responses))), "content");
  const preferred = [mediaType, "application/json", "application/xml", "application/octet-stream"];
  const type = preferred.find((one) => one !== undefined && Object.hasOwn(content, one));
  return type === undefined
    ? { mediaType, schema: undefined }
    : { mediaType: type, schema: memberOf(content[type], "schema") };
}

function documentedRoot(schemas: Schemas, response: JsonObject, responses: JsonObject): JsonObject {
  if (textAt(response, "schema_override", "$ref") === undefined) return {};
  const status = textAt(response, "openAPIDocKey") ?? successStatus(responses);
  const [content] = Object.values(objectAt(schemas.resolve(memberOf(responses, status)), "content"));
  return schemas.flatten(memberOf(content, "schema"));
}

function successStatus(responses: JsonObject): string {
  const codes = Object.keys(responses).filter((code) => /^[12]\d\d$/.test(code));
  return codes.sort()[0] ?? (Object.hasOwn(responses, "2XX") ? "2XX" : "default");
}

/** The path to the rows and their schema, by the row key of the method or what stands for one. */
function rowsOf(schemas: Schemas, root: JsonObject, objectKey: string | undefined): Rows {
  const path = objectKey === undefined ? impliedPath(schemas, root) : pathOf(objectKey);
  let schema: unknown = root;
  for (const key of path) schema = propertyOf(schemas, itemOf(schemas, schema), key);
  if (schema === undefined) return { path, schema, many: true };
  return { path, schema: itemOf(schemas, schema), many: isArraySchema(schemas.flatten(schema)) };
}

function impliedPath(schemas: Schemas, root: JsonObject): readonly string[] {
  const items = schemas.properties(root).get("items");
  return items !== undefined && isArraySchema(schemas.flatten(items)) ? ["items"] : [];
}

/** `$.a.b` and `/a/b` (XML) as path; `$` is the root; `a` is a property; `[*]` adds nothing, arrays are entered. */
function pathOf(objectKey: string): readonly string[] {
  const plain = objectKey.replaceAll("[*]", "");
  if (plain.startsWith("$"))
    return plain
      .slice(1)
      .split(".")
      .filter((key) => key !== "");
  if (plain.startsWith("/")) return plain.split("/").filter((key) => key !== "" && key !== "*");
  return [plain];
}

/** The items of an array, else the schema itself. */
function itemOf(schemas: Schemas, node: unknown): unknown {
  const schema = schemas.flatten(node);
  return isArraySchema(schema) ? schema["items"] : node;
}

function propertyOf(schemas: Schemas, node: unknown, key: string): unknown {
  return schemas.properties(node).get(key) ?? additionalProperties(schemas, node);
}

function additionalProperties(schemas: Schemas, node: unknown): unknown {
  const additional = schemas.flatten(node)["additionalProperties"];
  return isObject(additional) ? additional : undefined;
}

/** What a list's wrapper shares with its rows, where the schema has the one and the other. */
function besideRows(
  schemas: Schemas,
  root: JsonObject,
  rows: Rows | undefined,
  columns: readonly ResponseColumn[],
): readonly string[] | undefined {
  const [first] = rows?.path ?? [];
  const around = schemas.properties(root);
  if (first === undefined || rows?.many !== true || rows.schema === undefined || !around.has(first)) return undefined;
  const shared = columns.map(({ wireName }) => wireName).filter((name) => around.has(name));
  return shared.length === 0 ? undefined : shared;
}

/** Rows that the schema does not describe come as they are, in one column. */
function columnsOfRows(schemas: Schemas, rows: Rows, naming: ColumnNaming): readonly ResponseColumn[] {
  return columnsOf(schemas, rows.schema ?? { type: "object" }, naming);
}
