/** Run by scripts/build.js, not shipped: providers/<name>/{facts,overlay} → what the package carries of them. */
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { compileProvider, summariesOf } from "../catalog/compile/provider.ts";
import { compileService } from "../catalog/compile/service.ts";
import { packedServiceBytes } from "../catalog/store/service-bytes.ts";
import { stageProvider } from "../catalog/store/write.ts";
import { buildProvider, type ProviderDocuments } from "./build-provider.ts";
import { writeProviderFolder } from "./provider-folder.ts";
import { readProviderSources } from "./read-sources.ts";

export interface ShippedProvidersOptions {
  /** Holds one folder per provider, each with `facts/` and `overlay/`. */
  readonly providersDirectory: string;
  readonly outputDirectory: string;
}

/**
 * Builds every provider below `providersDirectory` and writes below `outputDirectory`:
 * `providers/<name>/` the compiled catalog, `provider-documents/<name>/<version>/` the documents as YAML in the layout
 * of a registry, `facts/<name>/` the API facts. What lay there before is replaced; the same sources give the same bytes.
 * Returns the names. Throws `invalid_provider_document`, naming file and key, where sources do not fit together.
 */
export async function buildShippedProviders(options: ShippedProvidersOptions): Promise<readonly string[]> {
  const { providersDirectory, outputDirectory } = options;
  const entries = await readdir(providersDirectory, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const names: string[] = [];
  for (const folder of folders.toSorted()) {
    const source = join(providersDirectory, folder);
    const documents = buildProvider(await readProviderSources(source));
    await writeCompiled(documents, join(outputDirectory, "providers"));
    await writeDocuments(documents, join(outputDirectory, "provider-documents"));
    await replaceFolder(join(source, "facts"), join(outputDirectory, "facts", documents.name));
    names.push(documents.name);
  }
  return names;
}

async function writeCompiled({ name, provider, services }: ProviderDocuments, directory: string): Promise<void> {
  const compiled = Object.entries(services).map(([service, document]) =>
    compileService(document, { provider: name, service, providerDocument: provider }),
  );
  const outcomes = new Map(compiled.map((service) => [service.name, { resources: summariesOf(service) }]));
  const index = compileProvider(provider, { shipped: true, services: outcomes });
  await mkdir(directory, { recursive: true });
  const stage = await stageProvider(join(directory, name), "replace");
  try {
    for (const service of compiled) await stage.writeService(service.name, await packedServiceBytes(service));
    await stage.finish(index);
  } finally {
    await stage.discard();
  }
}

async function writeDocuments(documents: ProviderDocuments, directory: string): Promise<void> {
  await rm(join(directory, documents.name), { recursive: true, force: true });
  await writeProviderFolder(documents, directory);
}

async function replaceFolder(source: string, target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await cp(source, target, { recursive: true });
}
