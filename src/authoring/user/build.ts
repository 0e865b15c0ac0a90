/** A user's OpenAPI documents and a small overlay → a provider in the format of the registry. Start here. */
import { isObject, listAt, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { isPlainName } from "../../catalog/compile/provider.ts";
import type { ProviderDocuments } from "../build-provider.ts";
import { documentError } from "../place.ts";
import type { ApiDocument } from "./documents.ts";
import type { UserOverlay } from "./overlay.ts";
import { checkOperationsUsed, resourcesOf, titleOf } from "./resources.ts";
import { authOf } from "./security.ts";

/**
 * A service for each document. What the overlay does not say is taken from the documents, or from their paths. Throws
 * `invalid_provider_document`, naming file and key, where a server is missing or the overlay says what has no effect.
 */
export function buildUserProvider(documents: readonly ApiDocument[], overlay: UserOverlay): ProviderDocuments {
  const [first] = documents;
  const name = overlay.name ?? first?.name ?? "";
  const version = versionOf(overlay.version);
  if (!isPlainName(name))
    throw documentError({ file: "the overlay", key: "name" }, `${name} cannot be a provider's name`);
  const used = new Set<string>();
  const services = documents.map((api) => {
    const resources = resourcesOf(api, overlay, (resource) => `${name}.${api.name}.${resource}`, used);
    return [
      api.name,
      serviceDocument(api, overlay, { ...resources, ...viewsOf(api, documents, overlay, name) }),
    ] as const;
  });
  checkOperationsUsed(overlay, used, documents);
  return {
    name,
    version,
    provider: providerDocument({ name, version, documents, overlay }),
    services: Object.fromEntries(services),
  };
}

/** Registries name versions `v1.2.3`. */
function versionOf(version: string | undefined): string {
  const plain = version ?? "v0.1.0";
  return plain.startsWith("v") ? plain : `v${plain}`;
}

interface Whole {
  readonly name: string;
  readonly version: string;
  readonly documents: readonly ApiDocument[];
  readonly overlay: UserOverlay;
}

function providerDocument({ name, version, documents, overlay }: Whole): JsonObject {
  const services = documents.map(({ name: service, document }) => {
    const title = textAt(document, "info", "title") ?? titleOf(service);
    const description = textAt(document, "info", "description") ?? title;
    const entry = { id: `${service}:${version}`, name: service, preferred: true, title, version, description };
    return [service, { ...entry, service: { $ref: `${name}/${version}/services/${service}.yaml` } }];
  });
  const title = overlay.title ?? titleOf(name);
  const auth = overlay.auth ?? authOf(name, documents.map(({ document }) => document)); // prettier-ignore
  return {
    id: name,
    name,
    version,
    title,
    description: overlay.description ?? title,
    providerServices: Object.fromEntries(services) as JsonObject,
    config: { auth },
  };
}

function serviceDocument({ file, document }: ApiDocument, overlay: UserOverlay, resources: JsonObject): JsonObject {
  const servers = overlay.server === undefined ? listAt(document, "servers") : [{ url: overlay.server }];
  const url = textAt(servers[0], "url") ?? "";
  if (!/^https?:\/\//.test(url)) {
    const remedy = "Add server: https://… to the overlay, or a server with a whole URL to the document.";
    throw documentError({ file, key: "servers" }, "says no address to send requests to", remedy);
  }
  const { pagination } = overlay;
  const config = objectAt(document, "x-stackQL-config");
  return {
    ...document,
    servers,
    ...(pagination === undefined ? {} : { "x-stackQL-config": { ...config, pagination } }),
    components: { ...objectAt(document, "components"), "x-stackQL-resources": resources },
  };
}

/** The views of the overlay that belong to a service: those that name it, or all where it is the only one. */
function viewsOf(
  { name: service }: ApiDocument,
  documents: readonly ApiDocument[],
  { views }: UserOverlay,
  provider: string,
): JsonObject {
  const own = [...views].filter(([, view]) => {
    const wanted = view.service ?? (documents.length === 1 ? service : undefined);
    if (wanted === undefined || !documents.some((api) => api.name === wanted)) {
      const known = documents.map((api) => api.name).join(", ");
      throw documentError(view.place, `a view belongs to one of the services ${known}: add service: name`);
    }
    return wanted === service;
  });
  return Object.fromEntries(
    own.map(([name, { sql, requires }]) => {
      const dialect = 'sqlDialect == "sqlite3"';
      const predicate = requires.length === 0 ? dialect : `${dialect} && requiredParams == [ ${requires.join(", ")} ]`;
      const id = `${provider}.${service}.${name}`;
      return [name, { id, name, title: titleOf(name), config: { views: { select: { predicate, ddl: sql } } } }];
    }),
  );
}

/** The number of things in a provider, for a line that says what was built. */
export function countOf({ services }: ProviderDocuments): { readonly resources: number; readonly methods: number } {
  const resources = Object.values(services).flatMap((service) =>
    Object.values(objectAt(service, "components", "x-stackQL-resources")),
  );
  const methods = resources.flatMap((resource) =>
    isObject(resource) ? Object.keys(objectAt(resource, "methods")) : [],
  );
  return { resources: resources.length, methods: methods.length };
}
