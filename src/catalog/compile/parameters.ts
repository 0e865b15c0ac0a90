/** OpenAPI parameters of an operation → compiled parameters. */
import type { JsonValue } from "../../common/value.ts";
import type { Parameter, ParameterLocation, ParameterStyle } from "../model.ts";
import { extensions } from "./extensions.ts";
import { listAt, memberOf, objectAt, oneLine, optional, textAt, textsAt, type JsonObject } from "./json.ts";
import { isSmall } from "./limits.ts";
import { templateVariables, type Operation } from "./operation.ts";
import { numberedParameter, queryRulesOf, type QueryRules } from "./query.ts";
import type { Schemas } from "./schemas.ts";
import { columnTypeOf, declaredType, descriptionOf, enumOf, isArraySchema, marksOf } from "./types.ts";

const locations: readonly ParameterLocation[] = ["path", "query", "header", "cookie"];

/** Headers that authentication and the message itself decide, and those that media types decide unless the API asks. */
const managedHeaders = new Set(["authorization", "content-length", "content-encoding", "host", "cookie"]);
const mediaHeaders = new Set(["accept", "content-type"]);

/** Tells an operation from the others on its path, so that its one value is sent wherever it is declared. */
const targetHeader = "x-amz-target";

/**
 * The parameters of an operation and its path item, the operation's winning, in document order. Variables of the path
 * without a parameter become required text parameters; path parameters without a variable are left out. Where two
 * differ in location only, both are kept as long as their names differ: a query twin of a path parameter is dropped.
 * `rules` say how lists and objects in a query are written where OpenAPI does not decide it.
 */
export function operationParameters(
  schemas: Schemas,
  found: Operation,
  rules: QueryRules = queryRulesOf([], undefined),
): readonly Parameter[] {
  const variables = templateVariables(found.path);
  const declared = new Map<string, Parameter>();
  for (const node of [...listAt(found.operation, "parameters"), ...listAt(found.pathItem, "parameters")]) {
    const parameter = placed(variables, compileParameter(schemas, rules, schemas.resolve(node)));
    if (parameter === undefined) continue;
    const twin = declared.get(parameter.name);
    if (twin === undefined || (twin.in !== "path" && parameter.in === "path")) declared.set(parameter.name, parameter);
  }
  const bound = new Set([...declared.values()].filter((one) => one.in === "path").map((one) => one.wireName));
  const missing = [...new Set(variables)].filter((name) => !bound.has(name));
  return [...missing.map(synthesised), ...declared.values()];
}

function synthesised(name: string): Parameter {
  return { name, wireName: name, in: "path", required: true, type: "text", description: "" };
}

/** A path parameter under the name of its variable (`-` and `_` count as equal); undefined where it has none. */
function placed(variables: readonly string[], parameter: Parameter | undefined): Parameter | undefined {
  if (parameter?.in !== "path" || variables.includes(parameter.wireName)) return parameter;
  const variable = variables.find((name) => sameButForDashes(name, parameter.wireName));
  if (variable === undefined) return undefined;
  const aliases = [...(parameter.aliases ?? []), parameter.name];
  return { ...parameter, name: variable, wireName: variable, aliases };
}

function sameButForDashes(one: string, other: string): boolean {
  return one.replaceAll("-", "_") === other.replaceAll("-", "_");
}

function compileParameter(schemas: Schemas, rules: QueryRules, node: JsonObject): Parameter | undefined {
  const name = textAt(node, "name");
  const location = locations.find((one) => one === node["in"]);
  if (name === undefined || location === undefined) return undefined;
  if (location === "header" && isManaged(node, name.toLowerCase())) return undefined;
  const schema = schemas.flatten(node["schema"]);
  const fallback = location === "header" ? headerDefault(node, schema, name.toLowerCase()) : undefined;
  const isRequired =
    node["required"] === true &&
    node["allowEmptyValue"] !== true &&
    fallback === undefined &&
    !(location === "header" && mediaHeaders.has(name.toLowerCase()));
  return numberedParameter(schemas, rules, schema, {
    name,
    wireName: name,
    in: location,
    required: location === "path" || isRequired,
    type: node["content"] === undefined ? columnTypeOf(schemas, schema) : "json",
    description: oneLine(textAt(node, "description"), descriptionOf(schema)),
    ...optional("aliases", textsAt(node, extensions.aliases)),
    ...optional("default", fallback),
    ...optional("enum", enumOf(schema) ?? enumOf(schemas.flatten(schema["items"]))),
    ...marksOf(schema),
    ...marksOf(node),
    ...optional("style", styleOf(node, schema)),
    ...optional("multiple", isMultiple(node) ? true : undefined),
  });
}

/** OpenAPI says to ignore parameters of these names; where a media type is demanded, it may be chosen, though. */
function isManaged(node: JsonObject, name: string): boolean {
  return managedHeaders.has(name) || (mediaHeaders.has(name) && node["required"] !== true);
}

/** What is sent where nothing is given: the default, or the one value that a header must have. */
function headerDefault(node: JsonObject, schema: JsonObject, name: string): JsonValue | undefined {
  const declared = isSmall(schema["default"]) ? (schema["default"] as JsonValue) : undefined;
  const values = enumOf(schema);
  const isForced = node["required"] === true || name === targetHeader;
  return declared ?? (isForced && values?.length === 1 ? values[0] : undefined);
}

/** The media types that a header parameter asks for by default: those of the API's versions. */
export function acceptedByDefault(schemas: Schemas, found: Operation): string | undefined {
  const nodes = [...listAt(found.operation, "parameters"), ...listAt(found.pathItem, "parameters")];
  const accept = nodes
    .map((node) => schemas.resolve(node))
    .find((node) => node["in"] === "header" && textAt(node, "name")?.toLowerCase() === "accept");
  const value = textAt(schemas.flatten(memberOf(accept, "schema")), "default");
  return value?.includes("/") === true ? value : undefined;
}

function isMultiple(node: JsonObject): boolean {
  return node[extensions.multiple] === true || node["x-multiple"] === true;
}

const delimiters: { readonly [style: string]: ParameterStyle } = { spaceDelimited: "space", pipeDelimited: "pipe" };

/** How an array or object is written; OpenAPI's default for queries and cookies is `form`, exploded. */
function styleOf(node: JsonObject, schema: JsonObject): ParameterStyle | undefined {
  const style = textAt(node, "style");
  if (style === "deepObject") return "deepObject";
  const isArray = isArraySchema(schema);
  if (!isArray && declaredType(schema) !== "object") return undefined;
  if (!isArray && node["in"] === "header" && prefixName.test(textAt(node, "name") ?? "")) return "prefix";
  if (node["in"] === "path" || node["in"] === "header") return "comma";
  const explodes = node["explode"] !== false && !(style !== undefined && Object.hasOwn(delimiters, style));
  if (explodes) return isArray ? "repeat" : "spread";
  return delimiters[style ?? ""] ?? "comma";
}

/** Headers of user metadata: `x-amz-meta-`, `x-ms-meta`. */
const prefixName = /-(meta-?|)$/i;

/** The largest value that the schema of a named query parameter allows; undefined where it names none. */
export function maximumOf(schemas: Schemas, found: Operation, name: string): number | undefined {
  const nodes = [...listAt(found.operation, "parameters"), ...listAt(found.pathItem, "parameters")];
  const node = nodes.map((one) => schemas.resolve(one)).find((one) => one["name"] === name && one["in"] === "query");
  const maximum = memberOf(schemas.flatten(objectAt(node, "schema")), "maximum");
  return typeof maximum === "number" && maximum >= 1 ? maximum : undefined;
}
