/** One method of the overlay and its operation in the facts → the operation and the method of a service document. */
import { extensions } from "../catalog/compile/extensions.ts";
import type { Pagination } from "../catalog/model.ts";
import { derivedDescription, derivedMethodDescription } from "./derived-descriptions.ts";
import { isMiss, describeAt } from "./merge.ts";
import type { HttpMethod, MediaType, Operation, Parameter, Response, Schema } from "./openapi.ts";
import type { PaginationOverlay } from "./apis.ts";
import type { MethodOverlay, Note, Notes } from "./overlay.ts";
import { documentError } from "./place.ts";
import type { SchemaView, SettledSchemas } from "./settle.ts";

/** Where an operation stands, and the schemas it speaks of. */
export interface FoundOperation {
  /** The name of its facts. */
  readonly facts: string;
  readonly path: string;
  readonly httpMethod: HttpMethod;
  readonly operation: Operation;
  readonly schemas: SettledSchemas;
}

/** What the overlay says around a method. */
export interface MethodSetting {
  /** Descriptions of parameters, the nearest first. */
  readonly parameters: readonly Notes[];
  /** Descriptions of top-level properties that mean the same everywhere. */
  readonly fields: Notes;
  readonly pagination: PaginationOverlay | undefined;
  readonly used: Set<Note>;
  /** What one object of the resource is called, where what is not described is to be derived. */
  readonly derive: Derivation | undefined;
}

/** What descriptions of methods are derived from. */
export interface Derivation {
  readonly verb: string;
  /** `access point`, `access points`. */
  readonly one: string;
  readonly many: string;
}

export interface BuiltMethod {
  /** The entry under `methods`, in the keys of the provider document format. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** The operation under `paths`. */
  readonly operation: Operation;
  /** The schema of its rows; undefined where it answers nothing. */
  readonly rows: Schema | undefined;
}

/**
 * Builds a method. Throws `invalid_provider_document` where its rows are not where the overlay says, or where a
 * parameter, body property or column has no description.
 */
export function buildMethod(said: MethodOverlay, found: FoundOperation, setting: MethodSetting): BuiltMethod {
  const { operation, schemas } = found;
  const overlay = setting.derive === undefined ? said : withRowKey(said, found);
  const parameters = (operation.parameters ?? []).map((one) => describeParameter(overlay, found, one, setting));
  const { status, response } = successOf(overlay, operation);
  const settled = mapContent(response.content, schemas.answers.settle);
  const answer = overlay.column === undefined ? settled : mapContent(settled, (one) => withColumn(one, overlay.column));
  const answerSchema = firstSchema(answer);
  const rows = answerSchema === undefined ? undefined : rowsOf(overlay, answerSchema, schemas.answers);
  const input = mapContent(operation.requestBody?.content, (schema) => {
    const described = withFields(schemas.inputs.resolve(schemas.inputs.settle(schema)), setting);
    if (setting.derive === undefined) requireDescriptions(overlay, described, "body property");
    const isWhole = setting.derive !== undefined && described.properties === undefined;
    return isWhole ? { ...described, description: "What is sent, as JSON." } : described;
  });
  const built: Operation = {
    operationId: operation.operationId,
    description: descriptionOf(overlay, found, rows, setting),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(input === undefined ? {} : { requestBody: { ...operation.requestBody, content: input } }),
    responses: { [status]: { description: "Done.", ...(answer === undefined ? {} : { content: answer }) } },
  };
  return { entry: methodEntry(overlay, found, { status, answer, setting }), operation: built, rows };
}

/** Describes the one column of rows that are no objects. */
function withColumn(answer: Schema, column = ""): Schema {
  const describe = (schema: Schema): Schema => ({ ...schema, description: derivedDescription(column, schema) });
  return answer.items === undefined ? describe(answer) : { ...answer, items: describe(answer.items) };
}

/** Lists have their rows in `data`. */
function withRowKey(overlay: MethodOverlay, { operation, schemas }: FoundOperation): MethodOverlay {
  if (overlay.objectKey !== undefined) return overlay;
  const { response } = successOf(overlay, operation);
  const answer = firstSchema(mapContent(response.content, schemas.answers.settle));
  const data = answer === undefined ? undefined : schemas.answers.resolve(answer).properties?.["data"];
  return data?.type === "array" ? { ...overlay, objectKey: "$.data" } : overlay;
}

function descriptionOf(
  overlay: MethodOverlay,
  { path, httpMethod }: FoundOperation,
  rows: Schema | undefined,
  { derive }: MethodSetting,
): string {
  if (overlay.description !== undefined) return overlay.description;
  const isList = overlay.objectKey !== undefined;
  const derived =
    derive === undefined
      ? undefined
      : derivedMethodDescription({ ...derive, httpMethod, path, isList: isList && rows !== undefined });
  if (derived === undefined) throw documentError(overlay.place, `the method ${overlay.name} has no description`);
  return derived;
}

/** Descriptions that hold for columns of that name everywhere, where the schema has none of its own. */
export function withFields(schema: Schema, setting: Pick<MethodSetting, "fields" | "used">): Schema {
  let described = schema;
  for (const [name, note] of setting.fields) {
    const property = schema.properties?.[name];
    if (property === undefined || property.description !== undefined) continue;
    const result = describeAt(described, name, note.description);
    if (isMiss(result)) continue;
    described = result;
    setting.used.add(note);
  }
  return described;
}

/** Throws where a top-level property that users see has no description. */
export function requireDescriptions(overlay: MethodOverlay, schema: Schema, what: "column" | "body property"): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.description !== undefined || (what === "body property" && property.readOnly === true)) continue;
    throw documentError(
      overlay.place,
      `the ${what} ${name} has no description`,
      "Describe it under schemas or fields.",
    );
  }
}

function describeParameter(
  overlay: MethodOverlay,
  { schemas }: FoundOperation,
  parameter: Parameter,
  setting: MethodSetting,
): Parameter {
  const note = setting.parameters.map((notes) => notes.get(parameter.name)).find((one) => one !== undefined);
  if (note === undefined && setting.derive === undefined) {
    throw documentError(
      overlay.place,
      `the parameter ${parameter.name} has no description`,
      "Describe it under parameters.",
    );
  }
  if (note !== undefined) setting.used.add(note);
  const { schema, style, explode, ...rest } = parameter;
  const { settle, resolve } = schemas.inputs;
  const settled = resolve(settle(schema ?? {}));
  // Sent exploded, an array is a parameter that may be repeated: declared as one of its values.
  const isMultiple =
    parameter.in === "query" && settled.type === "array" && style !== "deepObject" && explode !== false;
  return {
    ...rest,
    ...(note === undefined ? {} : { description: note.description }),
    ...(isMultiple || isDefaultStyle(parameter) ? {} : { style, explode }),
    schema: isMultiple && settled.items !== undefined ? resolve(settled.items) : settled,
    ...(isMultiple ? { [extensions.multiple]: true } : {}),
    ...(note === undefined || note.aliases.length === 0 ? {} : { [extensions.aliases]: note.aliases }),
  };
}

/** OpenAPI: queries are `form` and exploded unless said otherwise, paths `simple` and not. */
function isDefaultStyle({ in: location, style, explode }: Parameter): boolean {
  const defaults = location === "query" ? { style: "form", explode: true } : { style: "simple", explode: false };
  return (style ?? defaults.style) === defaults.style && (explode ?? defaults.explode) === defaults.explode;
}

function successOf(
  overlay: MethodOverlay,
  operation: Operation,
): { readonly status: string; readonly response: Response } {
  const [status] = Object.keys(operation.responses)
    .filter((code) => code.startsWith("2"))
    .toSorted();
  const response = status === undefined ? undefined : operation.responses[status];
  if (status === undefined || response === undefined) {
    throw documentError(overlay.place, `the operation ${operation.operationId} has no answer of the class 2xx`);
  }
  return { status, response };
}

type Content = Readonly<Record<string, MediaType>>;

function mapContent(content: Content | undefined, change: (schema: Schema) => Schema): Content | undefined {
  if (content === undefined) return undefined;
  const entries = Object.entries(content).map(([type, media]) => {
    return [type, media.schema === undefined ? media : { schema: change(media.schema) }];
  });
  return Object.fromEntries(entries) as Content;
}

function firstSchema(content: Content | undefined): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema;
}

/** The schema at `objectKey` (`$.a.b`, an array standing for its items); the whole answer where there is none. */
function rowsOf(overlay: MethodOverlay, answer: Schema, { resolve }: SchemaView): Schema {
  const names = (overlay.objectKey ?? "$").split(".").slice(1);
  let rows = answer;
  for (const name of names) {
    const next = resolve(rows).properties?.[name];
    if (next === undefined)
      throw documentError(overlay.place, `the answer has no ${name} for the objectKey ${overlay.objectKey}`);
    rows = next;
  }
  return resolve(rows).items ?? rows;
}

function methodEntry(
  overlay: MethodOverlay,
  found: FoundOperation,
  built: { readonly status: string; readonly answer: Content | undefined; readonly setting: MethodSetting },
): Readonly<Record<string, unknown>> {
  const { path, httpMethod, operation } = found;
  const requestType = Object.keys(operation.requestBody?.content ?? {})[0];
  const pagination = paginationOf(overlay, found, built.answer, built.setting.pagination);
  return {
    ...(requestType === undefined ? {} : { config: { requestBodyTranslate: { algorithm: "naive" } } }),
    operation: { $ref: `#/paths/${path.replaceAll("/", "~1")}/${httpMethod}` },
    ...(requestType === undefined ? {} : { request: { mediaType: requestType } }),
    response: {
      mediaType: Object.keys(built.answer ?? {})[0] ?? "application/json",
      openAPIDocKey: built.status,
      ...(overlay.objectKey === undefined ? {} : { objectKey: overlay.objectKey }),
      ...(overlay.column === undefined ? {} : { [extensions.column]: overlay.column }),
    },
    ...(overlay.aliases.length === 0 ? {} : { [extensions.aliases]: overlay.aliases }),
    ...(pagination === undefined ? {} : { [extensions.pagination]: pagination }),
  };
}

/** Pages where the operation takes the token; the size is the largest that the facts allow. */
function paginationOf(
  overlay: MethodOverlay,
  { operation, schemas }: FoundOperation,
  answer: Content | undefined,
  pagination: PaginationOverlay | undefined,
): Pagination | undefined {
  if (pagination === undefined) return undefined;
  const parameterOf = (name: string): Parameter | undefined => operation.parameters?.find((one) => one.name === name);
  if (parameterOf(pagination.tokenParameter) === undefined) return undefined;
  let next: Schema | undefined = firstSchema(answer);
  for (const name of pagination.next) next = next && schemas.answers.resolve(next).properties?.[name];
  const isList = overlay.objectKey !== undefined || firstSchema(answer)?.type === "array";
  if (!isList && (next === undefined || pagination.next.length === 0)) return undefined;
  if (next === undefined)
    throw documentError(overlay.place, `the answer has no ${pagination.next.join(".")} to page by`);
  const size = pagination.sizeParameter === undefined ? undefined : parameterOf(pagination.sizeParameter);
  const most = size?.schema === undefined ? undefined : schemas.inputs.resolve(size.schema).maximum;
  const maximum = most ?? pagination.pageSize;
  return {
    algorithm: pagination.algorithm,
    request: { in: "query", name: pagination.tokenParameter },
    response: { in: "body", path: pagination.next },
    ...(pagination.algorithm === "offset" && size !== undefined ? { size: { name: size.name } } : {}),
    ...(size === undefined || maximum === undefined ? {} : { pageSize: { name: size.name, maximum } }),
  };
}
