/** A provider document → `Provider`, the index of what a provider has. */
import type { IdentityCall, Provider, ResourceSummary, Service, ServiceSummary } from "../model.ts";
import { authOf } from "./auth.ts";
import { extensions } from "./extensions.ts";
import { invalidDocument, isObject, objectAt, oneLine, optional, textAt, valueAt } from "./json.ts";

/** What became of a service: its resources, or the reason why it cannot be used. */
export type ServiceOutcome = { readonly resources: readonly ResourceSummary[] } | { readonly unavailable: string };

export interface ProviderOptions {
  readonly shipped: boolean;
  /** By service name; a service that is absent here is unavailable. */
  readonly services: ReadonlyMap<string, ServiceOutcome>;
  /** Instead of the version that the document states: source trees carry a placeholder. */
  readonly version?: string | undefined;
}

export interface ServiceReference {
  readonly name: string;
  /** The file below the provider's version folder, such as `services/org.yaml`. */
  readonly file: string;
}

/** A name of a provider or service, which is also the name of a file or folder; no other gets into the catalog. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) && name.length <= 128;
}

/**
 * The services that a parsed provider.yaml names and where their documents are. The reference in it is relative to
 * the root of a registry (`<dir>/<version>/services/<file>`); only what follows the version counts. Throws
 * `invalid_provider_document` where the document is none or a name is not plain.
 */
export function serviceReferences(document: unknown): readonly ServiceReference[] {
  const services = valueAt(document, "providerServices");
  if (!isObject(services)) throw invalidDocument("the provider document has no providerServices");
  return Object.entries(services).map(([name, entry]) => {
    if (!isPlainName(name)) throw invalidDocument(`${JSON.stringify(name)} is no name for a service`);
    const reference = textAt(entry, "service", "$ref") ?? "";
    return { name, file: reference.split("/").slice(2).join("/") };
  });
}

/** Compiles a parsed provider.yaml. Throws `invalid_provider_document` as `serviceReferences` does. */
export function compileProvider(document: unknown, options: ProviderOptions): Provider {
  const name = textAt(document, "name") ?? textAt(document, "id");
  if (name === undefined || !isPlainName(name)) throw invalidDocument("the provider document has no usable name");
  const title = oneLine(textAt(document, "title"), name);
  return {
    name,
    version: options.version ?? textAt(document, "version") ?? "",
    title,
    description: oneLine(textAt(document, "description"), title),
    ...optional("auth", authOf(valueAt(document, "config", "auth"))),
    shipped: options.shipped,
    services: serviceReferences(document).map((service) => summaryOf(document, service.name, options)),
    ...optional("identity", identityOf(document, name)),
  };
}

/** `x-tributary-identity`: `{url, principal, account}`, the latter two as dotted paths. */
function identityOf(document: unknown, name: string): IdentityCall | undefined {
  const block = valueAt(document, extensions.identity);
  if (block === undefined) return undefined;
  const url = textAt(block, "url");
  const principal = textAt(block, "principal");
  if (url === undefined || principal === undefined || !/^(https?:\/\/|\/)/.test(url)) {
    throw invalidDocument(`${extensions.identity} of ${name} needs url (a URL or a path) and principal (a path)`);
  }
  return { url, principal: principal.split("."), ...optional("account", textAt(block, "account")?.split(".")) };
}

function summaryOf(document: unknown, name: string, { services, version }: ProviderOptions): ServiceSummary {
  const entry = objectAt(document, "providerServices", name);
  const outcome = services.get(name) ?? { unavailable: "its document was not compiled" };
  const stated = textAt(entry, "version") ?? textAt(document, "version") ?? "";
  const title = oneLine(textAt(entry, "title"), name);
  return {
    name,
    id: oneLine(textAt(entry, "id"), `${name}:${version ?? stated}`),
    title,
    description: oneLine(textAt(entry, "description"), title),
    version: version ?? stated,
    preferred: entry["preferred"] === true,
    ...("unavailable" in outcome
      ? { unavailable: outcome.unavailable, resources: [] }
      : { resources: outcome.resources }),
  };
}

/** The part of a service that the index of its provider holds. */
export function summariesOf(service: Service): readonly ResourceSummary[] {
  return service.resources.map(({ name, id, title, description, aliases, views = [] }) => ({
    name,
    id,
    title,
    description,
    ...optional("aliases", aliases),
    ...(views.length > 0 ? { view: true } : {}),
  }));
}
