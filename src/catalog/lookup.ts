/** Finds things of the catalog by the names that SQL uses. */
import { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import type { Catalog } from "./catalog.ts";
import type { Method, Provider, Resource, Service, SqlVerb } from "./model.ts";

interface Named {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/** By exact name, else by alias, else by name or alias in another case where only one fits; else undefined. */
export function findNamed<T extends Named>(items: readonly T[], name: string): T | undefined {
  const exact = items.find((item) => item.name === name) ?? items.find((item) => item.aliases?.includes(name));
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  const [only, ...others] = items.filter((item) =>
    [item.name, ...(item.aliases ?? [])].some((known) => known.toLowerCase() === lower),
  );
  return others.length === 0 ? only : undefined;
}

/** The provider that a name means: by its exact name, else in another case where only one fits. */
export async function findProvider(catalog: Catalog, name: string): Promise<Provider | undefined> {
  const exact = await catalog.provider(name);
  if (exact !== undefined) return exact;
  const names = await catalog.providerNames();
  const other = findNamed(
    names.map((known) => ({ name: known })),
    name,
  );
  return other === undefined || other.name === name ? undefined : catalog.provider(other.name);
}

/** The service of a provider that a name means, whole, as `findNamed` decides. Throws as the catalog does. */
export async function findService(catalog: Catalog, provider: Provider, name: string): Promise<Service | undefined> {
  const exact = await catalog.service(provider.name, name);
  if (exact !== undefined) return exact;
  const other = findNamed(provider.services, name);
  return other === undefined ? undefined : catalog.service(provider.name, other.name);
}

/** The resource of a service that a name means, as `findNamed` decides. */
export function findResource(service: Service, name: string): Resource | undefined {
  return findNamed(service.resources, name);
}

/** The method of a resource that a name means, as `findNamed` decides. */
export function findMethod(resource: Resource, name: string): Method | undefined {
  return findNamed(resource.methods, name);
}

/** The methods that may serve a verb, in document order; all of them for exec. */
export function methodsFor(resource: Resource, verb: SqlVerb): readonly Method[] {
  if (verb === "exec") return resource.methods;
  const byName = new Map(resource.methods.map((method) => [method.name, method]));
  return resource.verbs[verb].map((name) => byName.get(name)).filter((method) => method !== undefined);
}

/** The error for a name that nothing has: condition `undefined_table`, with the nearest names as hint. */
export function unknownName(
  kind: "provider" | "service" | "resource" | "method",
  name: string,
  known: readonly string[],
): EngineError {
  const [own = ""] = name.split(".").slice(-1);
  return new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `there is no ${kind} ${JSON.stringify(name)}`,
    hint: didYouMean(own, known) ?? (kind === "provider" ? "Install one with REGISTRY PULL." : undefined),
  });
}
