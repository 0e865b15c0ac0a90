/** A service document → `Service`. Read this first: it shows how the parts of `compile` fit together. */
import { EngineError } from "../../common/error.ts";
import type { Resource, Service } from "../model.ts";
import { authOf } from "./auth.ts";
import { extensions } from "./extensions.ts";
import { invalidDocument, isObject, memberOf, objectAt, optional, valueAt, type JsonObject } from "./json.ts";
import type { ServiceScope } from "./method.ts";
import { compileResource } from "./resource.ts";
import { schemasOf } from "./schemas.ts";

export interface ServiceOptions {
  readonly provider: string;
  /** The name of the service in SQL: its key in the provider document. */
  readonly service: string;
  /** The parsed provider.yaml: configuration inherited from it. */
  readonly providerDocument?: unknown;
}

/**
 * Compiles a parsed service document, changing nothing in it. Throws `invalid_provider_document` naming provider,
 * service and, where it is one of them, resource and method.
 */
export function compileService(document: unknown, options: ServiceOptions): Service {
  const { provider, service } = options;
  const resources = valueAt(document, "components", "x-stackQL-resources");
  if (!isObject(document) || !isObject(resources)) {
    throw invalidDocument(`the document of service ${provider}.${service} has no components.x-stackQL-resources`);
  }
  const scope = scopeOf(document, options);
  const auth = authOf(document[extensions.auth]) ?? authOf(valueAt(document, "x-stackQL-config", "auth"));
  return {
    provider,
    name: service,
    ...optional("auth", auth),
    resources: Object.entries(resources)
      .filter(([, node]) => isObject(node))
      .map(([name, node]) => located(scope, name, `${provider}.${service}.${name}`, node as JsonObject)),
  };
}

function scopeOf(root: JsonObject, { service, providerDocument }: ServiceOptions): ServiceScope {
  const providerConfig = objectAt(providerDocument, "config");
  const entry = objectAt(providerDocument, "providerServices", service);
  return {
    root,
    schemas: schemasOf(root),
    configs: [root["x-stackQL-config"], memberOf(entry, "config"), providerConfig],
    snakeCaseNames: providerConfig["snake_case_aliases"] === true,
  };
}

function located(scope: ServiceScope, name: string, id: string, node: JsonObject): Resource {
  try {
    return compileResource(scope, name, id, node);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw invalidDocument(`${id}: ${error.message}`, error.hint);
  }
}
