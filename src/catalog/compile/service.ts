/** A service document → `Service`. Read this first: it shows how the parts of `compile` fit together. */
import type { Service } from "../model.ts";
import { authOf } from "./auth.ts";
import { extensions } from "./extensions.ts";
import { createBudget } from "./limits.ts";
import { located } from "./located.ts";
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
      .map(([name, node]) => {
        const id = `${provider}.${service}.${name}`;
        return located(id, () => compileResource(scope, name, id, node as JsonObject));
      }),
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
    budget: createBudget(),
  };
}
