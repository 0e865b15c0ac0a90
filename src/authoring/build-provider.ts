/** API facts and an overlay → the documents of a provider in the StackQL format. Start here. */
import type { FactsByName } from "./openapi.ts";
import type { ServiceDocument } from "./service.ts";
import { buildService } from "./service.ts";
import { readOverlay, type Note, type Notes, type OverlayFiles, type ProviderOverlay } from "./overlay.ts";
import { documentError } from "./place.ts";

export interface ProviderSources {
  readonly facts: FactsByName;
  readonly overlay: OverlayFiles;
}

export interface ProviderDocuments {
  readonly name: string;
  readonly version: string;
  /** The provider document: services by name, auth. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** Service documents by name, in the order of the overlay. */
  readonly services: Readonly<Record<string, ServiceDocument>>;
}

/**
 * Builds the provider document and one document per service; the same sources give the same documents. Throws
 * `invalid_provider_document`, naming file and key, where an operation or schema path is unknown, a name is taken
 * twice, a description is missing, or something in the overlay has no effect.
 */
export function buildProvider(sources: ProviderSources): ProviderDocuments {
  const overlay = readOverlay(sources.overlay);
  const used = new Set<Note>();
  const services = overlay.services.map(
    (service) => [service.name, buildService(overlay, service, sources.facts, used)] as const,
  );
  checkAllUsed(overlay, used);
  return {
    name: overlay.name,
    version: overlay.version,
    provider: providerDocument(overlay),
    services: Object.fromEntries(services),
  };
}

function providerDocument(overlay: ProviderOverlay): Readonly<Record<string, unknown>> {
  const { name, version } = overlay;
  const services = overlay.services.map(({ name: service, title, description }) => [
    service,
    {
      id: `${service}:${version}`,
      name: service,
      preferred: true,
      service: { $ref: `${name}/${version}/services/${service}.yaml` },
      title,
      version,
      description,
    },
  ]);
  return {
    id: name,
    name,
    version,
    title: overlay.title,
    description: overlay.description,
    providerServices: Object.fromEntries(services) as Readonly<Record<string, unknown>>,
    ...(overlay.auth === undefined ? {} : { config: { auth: overlay.auth } }),
  };
}

/** What describes nothing is a misspelt name, or left over from an API that changed. */
function checkAllUsed(overlay: ProviderOverlay, used: ReadonlySet<Note>): void {
  const { services } = overlay;
  const resources = services.flatMap((service) => service.resources);
  const groups: readonly Notes[] = [
    overlay.parameters,
    overlay.fields,
    overlay.glossary,
    ...overlay.schemas.values(),
    ...services.flatMap((service) => [service.parameters, ...service.schemas.values()]),
    ...resources.flatMap((resource) => [resource.parameters, ...resource.methods.map((method) => method.parameters)]),
  ];
  for (const [name, { place }] of overlay.apis) {
    if (!services.some((service) => service.facts.includes(name))) {
      throw documentError(place, `no service is made of the facts ${name}`);
    }
  }
  for (const note of groups.flatMap((notes) => [...notes.values()])) {
    if (!used.has(note)) throw documentError(note.place, "this describes nothing that a method takes or answers");
  }
}
