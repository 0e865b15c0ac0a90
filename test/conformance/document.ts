/** A provider's documents as they are published, read without any code of the product: what the answer side knows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, defineScalarTag, load } from "js-yaml";

export type Node = { readonly [key: string]: unknown };

export interface ServiceDocument {
  readonly provider: string;
  readonly service: string;
  readonly root: Node;
  /** Of the provider's `config`. */
  readonly snakeCaseAliases: boolean;
  /** The provider's configuration blocks, nearest first, for what the service does not say itself. */
  readonly outerConfigs: readonly Node[];
}

export interface ResourceDocument {
  readonly name: string;
  readonly node: Node;
  readonly methods: ReadonlyMap<string, MethodDocument>;
  /** Method names by verb, in the order of the document. */
  readonly verbs: { readonly [verb: string]: readonly string[] };
}

export interface MethodDocument {
  readonly id: string;
  readonly name: string;
  readonly node: Node;
  readonly resource: ResourceDocument | undefined;
  readonly httpMethod: string;
  /** With variables, and the query string that the document writes into it. */
  readonly path: string;
  readonly operation: Node;
  readonly pathItem: Node;
}

const yaml = CORE_SCHEMA.withTags(
  defineScalarTag("tag:yaml.org,2002:js/", { matchByTagPrefix: true, resolve: (text) => text, identify: () => false }),
);

const read = (file: string): unknown => load(readFileSync(file, "utf8"), { schema: yaml });

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at a path of keys; an empty object where nothing does. */
export function at(node: unknown, ...keys: readonly string[]): Node {
  const found = keys.reduce<unknown>((inner, key) => (isNode(inner) ? inner[key] : undefined), node);
  return isNode(found) ? found : {};
}

export function textOf(node: unknown, ...keys: readonly string[]): string | undefined {
  const [last = "", ...above] = keys.toReversed();
  const value = at(node, ...above.toReversed())[last];
  return typeof value === "string" ? value : undefined;
}

export function listOf(node: unknown, key: string): readonly unknown[] {
  const value = isNode(node) ? node[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** The node that a chain of references within the document leads to. */
export function resolve(root: Node, node: unknown): Node {
  let found = node;
  for (let hops = 0; isNode(found) && typeof found["$ref"] === "string" && hops < 50; hops++) {
    const keys = found["$ref"].slice(found["$ref"].indexOf("#") + 2).split("/");
    const names = keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    found = names.reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Node)[key] : undefined),
      root,
    );
  }
  return isNode(found) ? found : {};
}

export interface ProviderDocument {
  readonly name: string;
  readonly auth: Node;
  readonly services: readonly { readonly name: string; readonly file: string; readonly config: Node }[];
  readonly config: Node;
}

/** The provider document of `<folder>/<version>`. */
export function readProvider(folder: string): ProviderDocument {
  const root = read(join(folder, "provider.yaml"));
  const services = Object.entries(at(root, "providerServices")).map(([name, entry]) => {
    const reference = textOf(entry, "service", "$ref") ?? "";
    return {
      name,
      file: join(folder, "services", reference.slice(reference.lastIndexOf("/") + 1)),
      config: at(entry, "config"),
    };
  });
  return { name: textOf(root, "name") ?? "", auth: at(root, "config", "auth"), services, config: at(root, "config") };
}

export function readService(provider: ProviderDocument, name: string): ServiceDocument {
  const service = provider.services.find((one) => one.name === name);
  const root = read(service?.file ?? "") as Node;
  return {
    provider: provider.name,
    service: name,
    root,
    snakeCaseAliases: provider.config["snake_case_aliases"] === true,
    outerConfigs: [at(root, "x-stackQL-config"), service?.config ?? {}, provider.config],
  };
}

const verbNames = ["select", "insert", "update", "replace", "delete"] as const;
const impliedNames: { readonly [verb: string]: readonly string[] } = {
  select: ["select", "list", "aggregatedList", "get"],
  insert: ["insert", "create"],
  delete: ["delete"],
};

export function resourcesOf({ provider, service, root }: ServiceDocument): readonly ResourceDocument[] {
  return Object.entries(at(root, "components", "x-stackQL-resources")).map(([name, node]) => {
    const methods = new Map<string, MethodDocument>();
    for (const [method, methodNode] of Object.entries(at(node, "methods"))) {
      const found = operationOf(root, at({ methodNode }, "methodNode"));
      if (found !== undefined) {
        const id = `${provider}.${service}.${name}.${method}`;
        methods.set(method, { id, name: method, node: methodNode as Node, resource: undefined, ...found });
      }
    }
    const verbs = Object.fromEntries(verbNames.map((verb) => [verb, methodsUnder(node, verb, methods)]));
    return { name, node: node as Node, methods, verbs };
  });
}

function methodsUnder(resource: unknown, verb: string, methods: ReadonlyMap<string, unknown>): readonly string[] {
  const listed = at(resource, "sqlVerbs")[verb];
  if (!Array.isArray(listed)) return (impliedNames[verb] ?? []).filter((name) => methods.has(name)).slice(0, 1);
  return listed.flatMap((entry) => textOf(entry, "$ref")?.split("/").at(-1) ?? []).filter((name) => methods.has(name));
}

function operationOf(
  root: Node,
  method: Node,
): Pick<MethodDocument, "httpMethod" | "path" | "operation" | "pathItem"> | undefined {
  const reference = textOf(method, "operation", "$ref") ?? "";
  const tokens = reference.slice(reference.indexOf("#/paths/") + "#/paths/".length).split("/");
  const verb = tokens.at(-1) ?? "";
  const path = tokens.slice(0, -1).join("/").replaceAll("~1", "/").replaceAll("~0", "~");
  const pathItem = resolve(root, at(root, "paths")[path]);
  const operation = resolve(root, pathItem[verb]);
  return Object.keys(operation).length === 0
    ? undefined
    : { httpMethod: verb.toUpperCase(), path, operation, pathItem };
}

/** Configuration of a method: the nearest level that has the key. */
export function configured(
  document: ServiceDocument,
  resource: ResourceDocument,
  method: MethodDocument,
  key: string,
): Node {
  const levels = [at(method.node, "config"), at(resource.node, "config"), ...document.outerConfigs];
  return at(levels.find((level) => isNode(level[key])) ?? {}, key);
}
