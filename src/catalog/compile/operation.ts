/** Finds the OpenAPI operation that a method names. */
import { invalidDocument, isObject, memberOf, objectAt, textAt, type JsonObject } from "./json.ts";
import { pointerSegments, type Schemas } from "./schemas.ts";

export interface Operation {
  /** Upper case. */
  readonly httpMethod: string;
  /** As the document writes it, query string included. */
  readonly path: string;
  readonly operation: JsonObject;
  readonly pathItem: JsonObject;
}

/**
 * The operation of a method: `operation.$ref: '#/paths/<path, / as ~1>/<verb>'`, or, in older documents,
 * `path.$ref: <path>` beside `operation.$ref: <verb>`. Throws `invalid_provider_document` where there is none.
 */
export function operationOf(root: JsonObject, schemas: Schemas, method: JsonObject): Operation {
  const reference = textAt(method, "operation", "$ref") ?? "";
  const { path, verb } = placeOf(reference, textAt(method, "path", "$ref"));
  const pathItem = schemas.resolve(memberOf(objectAt(root, "paths"), path));
  const operation = memberOf(pathItem, verb.toLowerCase());
  if (!isObject(operation)) throw invalidDocument(absent(reference));
  return { httpMethod: verb.toUpperCase(), path, operation: schemas.resolve(operation), pathItem };
}

function absent(reference: string): string {
  return reference === "" ? "it names no operation" : `no operation ${JSON.stringify(reference)} in the document`;
}

function placeOf(reference: string, oldPath: string | undefined): { readonly path: string; readonly verb: string } {
  if (oldPath !== undefined && !reference.includes("/")) return { path: oldPath, verb: reference };
  const segments = pointerSegments(reference).slice(1);
  return { path: segments.slice(0, -1).join("/"), verb: segments.at(-1) ?? "" };
}

/** The names between braces in a path or server URL, in order; of `{name:pattern}` the name. */
export function templateVariables(template: string): readonly string[] {
  return [...template.matchAll(/\{([^{}:]+)(?::[^{}]*)?\}/g)].map((match) => match[1] ?? "");
}

/** A path or server URL whose variables are reduced to `{name}`. */
export function plainTemplate(template: string): string {
  return template.replaceAll(/\{([^{}:]+):[^{}]*\}/g, "{$1}");
}

/** The variable that ends a path of S3: the name of an object, which goes on to the end. */
export function greedyVariable(info: unknown, path: string): string | undefined {
  if (textAt(info, "x-protocol") !== "rest-xml" || textAt(info, "x-serviceName") !== "s3") return undefined;
  return /\/\{([^{}/]+)\}$/.exec(path.split("?", 1)[0] ?? "")?.[1];
}
