/** `tributary.resources`: SHOW RESOURCES. Answered from the index of the provider; no service is read. */
import type { ServiceSummary, SummaryColumns } from "../model.ts";
import { systemRelation } from "./relation.ts";
import { type ServiceItem, walkServices } from "./walk.ts";

/** A place in the columns of a service, moved from one resource to the next. */
interface Place {
  readonly provider: string;
  readonly service: string;
  readonly columns: SummaryColumns;
  at: number;
}

const nameAt = ({ columns, at }: Place): string => columns.names[at] ?? "";

export const resourcesRelation = systemRelation<Place>({
  name: "tributary.resources",
  keys: ["provider", "service"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    name: ["text", nameAt],
    id: ["text", (place) => place.columns.ids?.[place.at] ?? `${place.provider}.${place.service}.${nameAt(place)}`],
    title: ["text", ({ columns, at }) => columns.titles[at]],
    description: ["text", ({ columns, at }) => columns.descriptions[at]],
  },
  items: async function* items(catalog, keys) {
    for await (const services of walkServices(catalog, keys)) yield placesIn(services);
  },
});

function* placesIn(services: readonly ServiceItem[]): Iterable<Place> {
  for (const { provider, service } of services) {
    const columns = service.columns?.() ?? columnsOf(service);
    const place: Place = { provider: provider.name, service: service.name, columns, at: 0 };
    for (; place.at < columns.names.length; place.at++) yield place;
  }
}

function columnsOf({ resources }: ServiceSummary): SummaryColumns {
  const column = (key: "name" | "id" | "title" | "description"): readonly string[] => resources.map((one) => one[key]);
  return { names: column("name"), ids: column("id"), titles: column("title"), descriptions: column("description") };
}
