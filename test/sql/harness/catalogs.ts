/** Catalogs compiled in memory: the shipped Confluent provider from its sources, the odd one from fixtures. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { buildProvider } from "../../../src/authoring/build-provider.ts";
import { readProviderSources } from "../../../src/authoring/read-sources.ts";
import type { Catalog } from "../../../src/catalog/catalog.ts";
import { compileProvider, summariesOf, type ServiceOutcome } from "../../../src/catalog/compile/provider.ts";
import { compileService } from "../../../src/catalog/compile/service.ts";
import type { Service } from "../../../src/catalog/model.ts";
import { EngineError } from "../../../src/common/error.ts";

interface Documents {
  readonly provider: unknown;
  readonly services: { readonly [name: string]: unknown };
}

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The Confluent provider as it ships. */
export async function confluentCatalog(): Promise<Catalog> {
  const { name, ...documents } = buildProvider(await readProviderSources(root("providers/confluent")));
  return catalogOf(name, documents);
}

/** Both providers of Confluent Cloud as they ship. */
export async function shippedCatalog(): Promise<Catalog> {
  const kafka = buildProvider(await readProviderSources(root("providers/kafka")));
  const catalogs = [await confluentCatalog(), catalogOf("kafka", kafka)];
  return {
    providerNames: async () => (await Promise.all(catalogs.map((one) => one.providerNames()))).flat(),
    provider: async (name) => (await Promise.all(catalogs.map((one) => one.provider(name)))).find((one) => one),
    service: async (name, service) =>
      (await Promise.all(catalogs.map((one) => one.service(name, service)))).find((one) => one),
  };
}

/** The odd provider; its service `gone` has no document. */
export async function oddCatalog(): Promise<Catalog> {
  const read = async (file: string): Promise<unknown> =>
    load(await readFile(root(`test/sql/fixtures/${file}`), "utf8"));
  const services = { shop: await read("shop.yaml"), trouble: await read("trouble.yaml") };
  return catalogOf("odd", { provider: await read("provider.yaml"), services });
}

/** A provider of one service, whose document is `fixtures/<name>.yaml`. */
export async function smallCatalog(name: string, service: string, snakeCaseNames = false): Promise<Catalog> {
  const document = load(await readFile(root(`test/sql/fixtures/${name}.yaml`), "utf8"));
  const provider = {
    id: name,
    name,
    version: "v1",
    title: titled(name),
    providerServices: {
      [service]: { id: `${service}:v1`, name: service, title: titled(service), preferred: true },
    },
    config: { auth: { type: "null_auth" }, ...(snakeCaseNames ? { snake_case_aliases: true } : {}) },
  };
  return catalogOf(name, { provider, services: { [service]: document } });
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A catalog of one provider. */
function catalogOf(name: string, { provider: providerDocument, services: documents }: Documents): Catalog {
  const services = new Map<string, Service>();
  const outcomes = new Map<string, ServiceOutcome>([["gone", { unavailable: "its document is absent" }]]);
  for (const [service, document] of Object.entries(documents)) {
    const compiled = compileService(document, { provider: name, service, providerDocument });
    services.set(service, compiled);
    outcomes.set(service, { resources: summariesOf(compiled) });
  }
  const provider = compileProvider(providerDocument, { shipped: true, services: outcomes });
  return {
    providerNames: async () => [name],
    provider: async (asked) => (asked === name ? provider : undefined),
    service: async (asked, service) => {
      const summary = asked === name ? provider.services.find((each) => each.name === service) : undefined;
      if (summary?.unavailable !== undefined) {
        throw new EngineError({
          condition: "invalid_provider_document",
          stage: "bind",
          message: `the service ${name}.${service} is unavailable: ${summary.unavailable}`,
        });
      }
      return services.get(service);
    },
  };
}
