/** OpenAPI parameters of an operation → compiled parameters. */
import type { JsonValue } from "../../common/value.ts";
import type { Parameter, ParameterLocation } from "../model.ts";
import { extensions } from "./extensions.ts";
import { listAt, memberOf, objectAt, oneLine, optional, textAt, textsAt, type JsonObject } from "./json.ts";
import { isSmall } from "./limits.ts";
import { templateVariables, type Operation } from "./operation.ts";
import type { Schemas } from "./schemas.ts";
import { columnTypeOf, descriptionOf, enumOf, isArraySchema, marksOf } from "./types.ts";

/** Cookies have no use in published documents. */
const locations: readonly ParameterLocation[] = ["path", "query", "header"];

/** Headers that authentication and media types decide; OpenAPI says to ignore parameters of these names. */
const managedHeaders = new Set(["authorization", "accept", "content-type"]);

/**
 * The parameters of an operation and its path item, the operation's winning, in document order. Variables of the path
 * without a parameter become required text parameters; path parameters without a variable are left out. Where two
 * differ in location only, both are kept as long as their names differ: a query twin of a path parameter is dropped.
 */
export function operationParameters(schemas: Schemas, found: Operation): readonly Parameter[] {
  const variables = templateVariables(found.path);
  const declared = new Map<string, Parameter>();
  for (const node of [...listAt(found.operation, "parameters"), ...listAt(found.pathItem, "parameters")]) {
    const parameter = placed(variables, compileParameter(schemas, schemas.resolve(node)));
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

function compileParameter(schemas: Schemas, node: JsonObject): Parameter | undefined {
  const name = textAt(node, "name");
  const location = locations.find((one) => one === node["in"]);
  if (name === undefined || location === undefined) return undefined;
  if (location === "header" && managedHeaders.has(name.toLowerCase())) return undefined;
  const schema = schemas.flatten(node["schema"]);
  const fallback = location === "header" && isSmall(schema["default"]) ? (schema["default"] as JsonValue) : undefined;
  const isRequired = node["required"] === true && node["allowEmptyValue"] !== true && fallback === undefined;
  return {
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
  };
}

function isMultiple(node: JsonObject): boolean {
  return node[extensions.multiple] === true || node["x-multiple"] === true;
}

/** How a query array or object is written; OpenAPI's default for queries is `form`, exploded: `repeat`. */
function styleOf(node: JsonObject, schema: JsonObject): Parameter["style"] {
  if (node["style"] === "deepObject") return "deepObject";
  if (!isArraySchema(schema)) return undefined;
  const explodes = textAt(node, "in") === "query" ? node["explode"] !== false : node["explode"] === true;
  return explodes ? "repeat" : "comma";
}

/** The largest value that the schema of a named query parameter allows; undefined where it names none. */
export function maximumOf(schemas: Schemas, found: Operation, name: string): number | undefined {
  const nodes = [...listAt(found.operation, "parameters"), ...listAt(found.pathItem, "parameters")];
  const node = nodes.map((one) => schemas.resolve(one)).find((one) => one["name"] === name && one["in"] === "query");
  const maximum = memberOf(schemas.flatten(objectAt(node, "schema")), "maximum");
  return typeof maximum === "number" && maximum >= 1 ? maximum : undefined;
}
