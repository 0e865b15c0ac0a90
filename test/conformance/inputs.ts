/** What a method takes, by its document: parameters, server variables and body properties, each under its SQL name. */
import {
  at,
  isNode,
  listOf,
  resolve,
  textOf,
  type MethodDocument,
  type Node,
  type ServiceDocument,
} from "./document.ts";
import { graphQlOf, variablesOf } from "./graphql.ts";
import { alternatives, isReadOnly, merged, propertiesOf, typeOf } from "./schema.ts";

export interface Input {
  /** As SQL names it. */
  readonly name: string;
  readonly wire: string;
  /** Variables are those of a GraphQL query. */
  readonly place: "path" | "query" | "header" | "server" | "body" | "variable";
  readonly required: boolean;
  readonly schema: unknown;
  readonly node: Node;
  /** Declared at the path alone: may be given, but no generator meant it to be. */
  readonly isShared: boolean;
  /** A scalar body property that gets this parameter's value as well. */
  readonly alsoBody?: string;
}

export interface BodyShape {
  readonly mediaType: string;
  readonly schema: unknown;
  readonly base: unknown;
  readonly transform: { readonly type: string; readonly body: string } | undefined;
  /** Properties go into this property, as text where `asText`. */
  readonly parent: { readonly name: string; readonly asText: boolean } | undefined;
  /** The body is no object with properties: it is given as one argument. */
  readonly isWhole: boolean;
}

export interface Inputs {
  readonly inputs: readonly Input[];
  readonly body: BodyShape | undefined;
  readonly servers: readonly Node[];
}

export function inputsOf(document: ServiceDocument, method: MethodDocument): Inputs {
  const { root } = document;
  const servers = serversOf(root, method);
  if (graphQlOf(method) !== undefined) return { inputs: variablesOf(document, method), body: undefined, servers };
  const outer = [...parameterInputs(root, method), ...serverInputs(servers)];
  const body = bodyShape(root, method);
  if (body === undefined) return { inputs: outer, body, servers };
  return { inputs: joined(outer, bodyInputs(root, method, body), root), body, servers };
}

/** Whoever sends a request knows these. */
const managed = ["authorization", "accept", "content-type", "content-length", "content-encoding"];

function parameterInputs(root: Node, method: MethodDocument): readonly Input[] {
  const template = method.path.split("?", 1)[0] ?? "";
  const variables = [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
  const found = new Map<string, Input>();
  const own = listOf(method.operation, "parameters").map((node) => ({ node: resolve(root, node), isShared: false }));
  const shared = listOf(method.pathItem, "parameters").map((node) => ({ node: resolve(root, node), isShared: true }));
  for (const { node, isShared } of [...own, ...shared]) {
    const written = textOf(node, "name") ?? "";
    const place = textOf(node, "in");
    if (place !== "path" && place !== "query" && place !== "header") continue;
    if (place === "header" && managed.includes(written.toLowerCase())) continue;
    const wire = place === "path" ? variables.find((one) => dashless(one) === dashless(written)) : written;
    if (wire === undefined || (found.has(wire) && place !== "path")) continue;
    const [content] = Object.values(at(node, "content"));
    const schema = node["schema"] ?? at(content)["schema"];
    const hasDefault = place === "header" && merged(root, schema)["default"] !== undefined;
    const required = place === "path" || (node["required"] === true && node["allowEmptyValue"] !== true && !hasDefault);
    found.set(wire, { name: wire, wire, place, required, schema, node, isShared });
  }
  const missing = variables.filter((name) => found.get(name)?.place !== "path");
  for (const wire of missing) {
    found.set(wire, {
      name: wire,
      wire,
      place: "path",
      required: true,
      schema: { type: "string" },
      node: {},
      isShared: false,
    });
  }
  return [...found.values()];
}

const dashless = (name: string): string => name.replaceAll("-", "_");

function serversOf(root: Node, method: MethodDocument): readonly Node[] {
  const levels = [method.operation, method.pathItem, method.node, root];
  return levels.map((level) => listOf(level, "servers").filter(isNode)).find((servers) => servers.length > 0) ?? [];
}

function serverInputs(servers: readonly Node[]): readonly Input[] {
  const [server] = servers;
  const names = [...(textOf(server, "url") ?? "").matchAll(/\{([^{}:]+)[^{}]*\}/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].map((name) => {
    const node = at(server, "variables", name);
    const isNeeded = servers.every((one) => {
      const variable = at(one, "variables", name);
      return (textOf(one, "url") ?? "").includes(`{${name}`) && (variable["default"] ?? "") === "";
    });
    const schema = { type: "string", enum: node["enum"] };
    return { name, wire: name, place: "server", required: isNeeded, schema, node, isShared: false };
  });
}

const preferred = ["application/json", "application/merge-patch+json", "application/xml", "application/octet-stream"];

function bodyShape(root: Node, method: MethodDocument): BodyShape | undefined {
  const content = at(resolve(root, method.operation["requestBody"]), "content");
  const offered = Object.keys(content);
  // A form with parts that a method calls JSON: the API reads nothing else.
  const isForm = offered.length === 1 && offered[0]?.startsWith("multipart/") === true;
  const named = isForm ? offered[0] : textOf(method.node, "request", "mediaType");
  const override = textOf(method.node, "request", "schema_override", "$ref");
  const mediaType = named ?? preferred.find((one) => one in content) ?? Object.keys(content)[0];
  if (mediaType === undefined || (Object.keys(content).length === 0 && override === undefined)) return undefined;
  const first = preferred.find((one) => one in content) ?? Object.keys(content)[0] ?? "";
  const own = (isNode(content[mediaType]) ? at(content, mediaType) : at(content, first))["schema"];
  const schema =
    override === undefined ? own : { $ref: override.includes("/") ? override : `#/components/schemas/${override}` };
  const algorithm = textOf(method.node, "config", "requestBodyTranslate", "algorithm") ?? "default";
  const parentName = /^naive_(.+)$/.exec(algorithm)?.[1];
  const parentSchema = parentName === undefined ? undefined : propertiesOf(root, schema).get(parentName);
  const parent =
    parentName === undefined || parentSchema === undefined
      ? undefined
      : { name: parentName, asText: merged(root, parentSchema)["x-stackQL-stringOnly"] === true };
  const base = textOf(method.node, "request", "base");
  const type = textOf(method.node, "request", "transform", "type");
  const inner = parentSchema ?? schema;
  return {
    mediaType,
    schema: inner,
    base: base === undefined ? undefined : (JSON.parse(base) as unknown),
    transform:
      type === undefined || isForm
        ? undefined
        : { type, body: textOf(method.node, "request", "transform", "body") ?? "" },
    parent,
    isWhole: typeOf(root, inner) === "array" || propertiesOf(root, inner).size === 0,
  };
}

function bodyInputs(root: Node, method: MethodDocument, body: BodyShape): readonly Input[] {
  const schema = merged(root, body.schema);
  if (body.isWhole) {
    if (isNode(schema["properties"]) || (schema["type"] === undefined && Object.keys(schema).length === 0)) return [];
    const required = resolve(root, method.operation["requestBody"])["required"] === true;
    return [{ name: "data__body", wire: "", place: "body", required, schema: body.schema, node: {}, isShared: false }];
  }
  const isPrefixed =
    textOf(method.node, "config", "requestBodyTranslate", "algorithm") === undefined ||
    textOf(method.node, "config", "requestBodyTranslate", "algorithm") === "default";
  const required = new Set(listOf(schema, "required"));
  // Of alternatives one is written: the first.
  const [branch] = alternatives(schema);
  const usable =
    branch === undefined
      ? undefined
      : new Set([...propertiesOf(root, branch).keys(), ...Object.keys(at(schema, "properties"))]);
  return [...propertiesOf(root, body.schema)]
    .filter(([wire, property]) => wire !== "" && !isReadOnly(root, property) && usable?.has(wire) !== false)
    .map(([wire, property]) => ({
      name: isPrefixed ? `data__${wire}` : wire,
      wire,
      place: "body",
      required: required.has(wire),
      schema: property,
      node: {},
      isShared: false,
    }));
}

/** A body property of a parameter's name is the same argument where both are scalar; else it keeps its prefix. */
function joined(outer: readonly Input[], body: readonly Input[], root: Node): readonly Input[] {
  const isScalar = (schema: unknown): boolean => !["object", "array"].includes(typeOf(root, schema));
  const all = [...outer];
  for (const property of body) {
    const index = all.findIndex((one) => one.name === property.name);
    const twin = all[index];
    if (twin === undefined) all.push(property);
    else if (isScalar(twin.schema) && isScalar(property.schema)) {
      all[index] = { ...twin, alsoBody: property.wire, required: twin.required || property.required };
    } else all.push({ ...property, name: `data__${property.wire}`, required: false });
  }
  return all;
}
