/** `tributary.providers`: what is installed. SHOW PROVIDERS. */
import type { Provider } from "../model.ts";
import { systemRelation } from "./relation.ts";
import { walkProviders } from "./walk.ts";

export const providersRelation = systemRelation<Provider>({
  name: "tributary.providers",
  keys: [],
  columns: {
    name: ["text", (provider) => provider.name],
    version: ["text", (provider) => provider.version],
    title: ["text", (provider) => provider.title],
    description: ["text", (provider) => provider.description],
    shipped: ["boolean", (provider) => provider.shipped],
  },
  items: async function* items(catalog) {
    for await (const provider of walkProviders(catalog, new Map())) yield [provider];
  },
});
