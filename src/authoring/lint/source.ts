/** A provider as the rules of lint look at it: documents as they stand beside what they compile to. */
import { isObject, memberOf, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { compileService } from "../../catalog/compile/service.ts";
import type { Method, Resource } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { ProviderFolder, ServiceFile } from "../provider-folder.ts";
import { resolved, targetOf } from "../user/refs.ts";

export interface LintedService extends ServiceFile {
  readonly provider: string;
  /** Why it does not compile. */
  readonly failure: EngineError | undefined;
  readonly resources: readonly LintedResource[];
}

export interface LintedResource {
  readonly name: string;
  readonly key: string;
  readonly node: JsonObject;
  /** Absent where the service does not compile. */
  readonly compiled: Resource | undefined;
  readonly methods: readonly LintedMethod[];
}

export interface LintedMethod {
  readonly name: string;
  readonly key: string;
  readonly node: JsonObject;
  /** The operation that it names, and its path item; {} where there is none. */
  readonly operation: JsonObject;
  readonly pathItem: JsonObject;
  readonly compiled: Method | undefined;
}

/** The services that can be read. */
export function sourcesOf(provider: ProviderFolder): readonly LintedService[] {
  return provider.services.filter(({ problem }) => problem === undefined).map((file) => sourceOf(provider, file));
}

function sourceOf({ name: provider, document: providerDocument }: ProviderFolder, file: ServiceFile): LintedService {
  const { name: service, document } = file;
  let compiled: readonly Resource[] = [];
  let failure: EngineError | undefined;
  try {
    compiled = compileService(document, { provider, service, providerDocument }).resources;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    failure = error;
  }
  const base = "components.x-stackQL-resources";
  const resources = Object.entries(objectAt(document, "components", "x-stackQL-resources")).map(([name, node]) => {
    const key = `${base}.${name}`;
    return resourceSource(document, { name, key, node: objectAt({ node }, "node"), compiled: compiled.find((one) => one.name === name) }); // prettier-ignore
  });
  return { ...file, provider, failure, resources };
}

function resourceSource(document: JsonObject, resource: Omit<LintedResource, "methods">): LintedResource {
  const methods = Object.entries(objectAt(resource.node, "methods")).map(([name, value]): LintedMethod => {
    const node = objectAt({ value }, "value");
    const { operation, pathItem } = operationNamed(document, node);
    const compiled = resource.compiled?.methods.find((method) => method.name === name);
    return { name, key: `${resource.key}.methods.${name}`, node, operation, pathItem, compiled };
  });
  return { ...resource, methods };
}

function operationNamed(document: JsonObject, node: JsonObject): Pick<LintedMethod, "operation" | "pathItem"> {
  const ref = textAt(node, "operation", "$ref") ?? "";
  const [, path, verb = ""] = /^#\/paths\/([^/]+)\/(\w+)$/.exec(ref) ?? [];
  const target = targetOf(document, ref);
  const pathItem = path === undefined ? {} : resolved(document, targetOf(document, `#/paths/${path}`));
  const operation = isObject(target) ? target : memberOf(pathItem, verb);
  return { operation: isObject(operation) ? operation : {}, pathItem };
}
