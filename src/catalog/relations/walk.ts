/**
 * Walks the catalog as far as keys leave it open. A key that names nothing is an error, so that a misspelt name is not
 * an empty table; without the key, services that are unavailable are passed over.
 */
import { EngineError } from "../../common/error.ts";
import { textOf } from "../../common/value.ts";
import type { Catalog } from "../catalog.ts";
import { findMethod, findNamed, methodsFor, unknownName } from "../lookup.ts";
import type { Method, Provider, Resource, ServiceSummary, SqlVerb } from "../model.ts";
import type { Keys } from "./relation.ts";

export interface ServiceItem {
  readonly provider: Provider;
  readonly service: ServiceSummary;
}

/** Names are as the keys give them, so that a comparison with an alias holds. */
export interface ResourceItem {
  readonly provider: string;
  readonly service: string;
  readonly name: string;
  readonly resource: Resource;
}

export interface MethodItem extends ResourceItem {
  readonly methodName: string;
  readonly method: Method;
  /** The verb that it is listed under here; a method may be listed under several. */
  readonly verb: SqlVerb;
}

function keyOf(keys: Keys, key: string): string | undefined {
  const value = keys.get(key);
  return value === undefined || value === null ? undefined : textOf(value);
}

/** The provider of the key, or all. Throws `undefined_table`. */
export async function* walkProviders(catalog: Catalog, keys: Keys): AsyncIterable<Provider> {
  const wanted = keyOf(keys, "provider");
  if (wanted === undefined) {
    yield* allProviders(catalog);
    return;
  }
  const provider = await catalog.provider(wanted);
  if (provider === undefined) throw unknownName("provider", wanted, await catalog.providerNames());
  yield provider;
}

async function* allProviders(catalog: Catalog): AsyncIterable<Provider> {
  for (const name of await catalog.providerNames()) {
    const provider = await catalog.provider(name).catch((error: unknown) => unusable(name, error));
    if (provider !== undefined) yield provider;
  }
}

/** One provider that cannot be read keeps nobody from the others: it is listed with the reason, and holds nothing. */
function unusable(name: string, error: unknown): Provider {
  if (!(error instanceof EngineError) || error.condition !== "invalid_provider_document") throw error;
  const description = [error.message, error.hint].filter((part) => part !== undefined).join(". ");
  return { name, version: "", title: "", description, shipped: false, services: [] };
}

/** The services of a provider that the key leaves, from its index. Throws `undefined_table`. */
export async function* walkServices(catalog: Catalog, keys: Keys): AsyncIterable<readonly ServiceItem[]> {
  const wanted = keyOf(keys, "service");
  for await (const provider of walkProviders(catalog, keys)) {
    const services = provider.services.filter((service) => wanted === undefined || service.name === wanted);
    if (wanted !== undefined && services.length === 0 && keys.has("provider")) {
      const known = provider.services.map((service) => service.name);
      throw unknownName("service", `${provider.name}.${wanted}`, known);
    }
    yield services.map((service) => ({ provider, service }));
  }
}

/** The resources of each wanted service, whole. Throws `undefined_table`; `invalid_provider_document` for a named service. */
export async function* walkResources(
  catalog: Catalog,
  keys: Keys,
  isWanted: (item: ServiceItem) => boolean = () => true,
): AsyncIterable<readonly ResourceItem[]> {
  const wanted = keyOf(keys, "resource");
  for await (const services of walkServices(catalog, keys)) {
    for (const { provider, service: summary } of services.filter(isWanted)) {
      if (summary.unavailable !== undefined && !keys.has("service")) continue;
      const service = await catalog.service(provider.name, summary.name);
      const place = { provider: provider.name, service: summary.name };
      const resources = service?.resources ?? [];
      if (wanted === undefined) {
        yield resources.map((resource) => ({ ...place, name: resource.name, resource }));
        continue;
      }
      const resource = findNamed(resources, wanted);
      if (resource !== undefined) yield [{ ...place, name: wanted, resource }];
      else if (keys.has("service")) {
        const known = resources.map((one) => one.name);
        throw unknownName("resource", `${place.provider}.${place.service}.${wanted}`, known);
      }
    }
  }
}

/** The order in which SHOW METHODS lists verbs. */
const verbOrder: readonly SqlVerb[] = ["select", "insert", "delete", "update", "replace", "exec"];

/** The methods of each resource, by verb and then in document order. Throws as `walkResources` does. */
export async function* walkMethods(catalog: Catalog, keys: Keys): AsyncIterable<readonly MethodItem[]> {
  const wanted = keyOf(keys, "method");
  for await (const resources of walkResources(catalog, keys)) {
    for (const item of resources) {
      if (wanted === undefined) {
        yield methodsInOrder(item);
        continue;
      }
      const method = findMethod(item.resource, wanted);
      if (method !== undefined) yield [{ ...item, methodName: wanted, method, verb: method.verb }];
      else if (keys.has("resource")) {
        const known = item.resource.methods.map((one) => one.name);
        throw unknownName("method", `${item.resource.id}.${wanted}`, known);
      }
    }
  }
}

/** Each method of a resource once, though it be listed under two verbs. */
export function methodsOnce(methods: readonly MethodItem[]): readonly MethodItem[] {
  return [...new Map(methods.map((item) => [item.method.name, item])).values()];
}

/** The methods of a resource, by verb and then in document order. */
export function methodsInOrder(item: ResourceItem): readonly MethodItem[] {
  return verbOrder.flatMap((verb) => {
    const listed = methodsFor(item.resource, verb);
    const methods = verb === "exec" ? listed.filter((method) => method.verb === "exec") : listed;
    return methods.map((method) => ({ ...item, methodName: method.name, method, verb }));
  });
}
