/** `tributary.resources`: SHOW RESOURCES. Answered from the index of the provider; no service is read. */
import type { ResourceSummary } from "../model.ts";
import { systemRelation } from "./relation.ts";
import { walkServices } from "./walk.ts";

interface ResourceRow {
  readonly provider: string;
  readonly service: string;
  readonly resource: ResourceSummary;
}

export const resourcesRelation = systemRelation<ResourceRow>({
  name: "tributary.resources",
  keys: ["provider", "service"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    name: ["text", ({ resource }) => resource.name],
    id: ["text", ({ resource }) => resource.id],
    title: ["text", ({ resource }) => resource.title],
    description: ["text", ({ resource }) => resource.description],
  },
  items: async function* items(catalog, keys) {
    for await (const services of walkServices(catalog, keys)) {
      yield services.flatMap(({ provider, service }) =>
        service.resources.map((resource) => ({ provider: provider.name, service: service.name, resource })),
      );
    }
  },
});
