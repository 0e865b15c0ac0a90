/** Every method of the compiled providers in a folder, a service at a time. */
import { readdirSync } from "node:fs";
import type { Method, Service } from "../../src/catalog/model.ts";
import { openCatalog } from "../../src/catalog/store/open.ts";

export async function* servicesIn(userDirectory: string): AsyncGenerator<Service> {
  for (const name of readdirSync(userDirectory)) {
    // A catalog for each, so that no more than one provider is kept in memory.
    const catalog = openCatalog({ userDirectory });
    const provider = await catalog.provider(name);
    for (const { name: service, unavailable } of provider?.services ?? []) {
      const found = unavailable === undefined ? await catalog.service(name, service) : undefined;
      if (found !== undefined) yield found;
    }
  }
}

export async function* methodsIn(userDirectory: string): AsyncGenerator<Method> {
  for await (const { resources } of servicesIn(userDirectory)) {
    for (const { methods } of resources) yield* methods;
  }
}
