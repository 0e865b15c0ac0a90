/** `tributary.resources`: SHOW RESOURCES. Answered from the names of everything, or from the indexes of providers. */
import type { ServiceSummary, SummaryColumns } from "../model.ts";
import { linesWith, type ResourceNames } from "./name-lines.ts";
import { systemRelation } from "./relation.ts";
import { resourcePieces } from "./resource-pieces.ts";
import { type ServiceItem, walkServices } from "./walk.ts";

const titleOf = ({ title, name }: ResourceNames): string => title ?? name;

export const resourcesRelation = systemRelation<ResourceNames>({
  name: "tributary.resources",
  keys: ["provider", "service"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    name: ["text", ({ name }) => name],
    id: ["text", ({ id, provider, service, name }) => id ?? `${provider}.${service}.${name}`],
    title: ["text", titleOf],
    description: ["text", (resource) => resource.description ?? titleOf(resource)],
  },
  items: async function* items(catalog, keys, _session, filter) {
    const list = keys.size === 0 ? await catalog.nameList?.() : undefined;
    if (list !== undefined) {
      yield linesWith(list, filter);
      return;
    }
    for await (const services of walkServices(catalog, keys)) yield placesIn(services);
  },
  pieces: resourcePieces,
});

/** A place in the columns of a service, moved from one resource to the next. */
class Place implements ResourceNames {
  at = 0;
  readonly provider: string;
  readonly service: string;
  readonly columns: SummaryColumns;

  constructor(provider: string, service: ServiceSummary) {
    this.provider = provider;
    this.service = service.name;
    this.columns = service.columns?.() ?? columnsOf(service);
  }

  get name(): string {
    return this.columns.names[this.at] ?? "";
  }
  get id(): string | undefined {
    return this.columns.ids?.[this.at];
  }
  get title(): string | undefined {
    return this.columns.titles[this.at];
  }
  get description(): string | undefined {
    return this.columns.descriptions[this.at];
  }
}

function* placesIn(services: readonly ServiceItem[]): Iterable<ResourceNames> {
  for (const { provider, service } of services) {
    const place = new Place(provider.name, service);
    for (; place.at < place.columns.names.length; place.at++) yield place;
  }
}

function columnsOf({ resources }: ServiceSummary): SummaryColumns {
  const column = (key: "name" | "id" | "title" | "description"): readonly string[] => resources.map((one) => one[key]);
  return { names: column("name"), ids: column("id"), titles: column("title"), descriptions: column("description") };
}
