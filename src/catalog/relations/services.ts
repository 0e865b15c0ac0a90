/** `tributary.services`: SHOW SERVICES. `unavailable` is the reason why a service cannot be used, else NULL. */
import { systemRelation } from "./relation.ts";
import { walkServices, type ServiceItem } from "./walk.ts";

export const servicesRelation = systemRelation<ServiceItem>({
  name: "tributary.services",
  keys: ["provider"],
  columns: {
    provider: ["text", ({ provider }) => provider.name],
    id: ["text", ({ service }) => service.id],
    name: ["text", ({ service }) => service.name],
    title: ["text", ({ service }) => service.title],
    description: ["text", ({ service }) => service.description],
    version: ["text", ({ service }) => service.version],
    preferred: ["boolean", ({ service }) => service.preferred],
    unavailable: ["text", ({ service }) => service.unavailable],
  },
  items: walkServices,
});
