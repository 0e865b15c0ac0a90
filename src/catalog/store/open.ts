/** Compiled folders on disk → `Catalog`. Read when named, kept in memory until the folder is replaced. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "../../common/error.ts";
import type { Catalog } from "../catalog.ts";
import { isPlainName } from "../compile/provider.ts";
import type { Provider, Service } from "../model.ts";
import { compiledFormat, foldersIn, indexFile, pulledFolder, serviceFile, type CompiledIndex } from "./layout.ts";

export interface CatalogOptions {
  /** Compiled providers that came with the package: `<directory>/<provider>`. */
  readonly shippedDirectory?: string | undefined;
  /** Compiled providers that the user pulled: `<directory>/<provider>/<version>`. They win over shipped ones. */
  readonly userDirectory?: string | undefined;
}

/** A provider that was read, and the services of it that were. */
interface Loaded {
  readonly folder: string;
  /** Which index was read: a pull, also by another process, shows as a change. */
  readonly edition: string;
  readonly provider: Provider;
  readonly services: Map<string, Promise<Service>>;
}

/**
 * Opens the providers below the given directories; directories that do not exist hold none. The methods throw
 * `invalid_provider_document` where a compiled file is broken or of another release, or a service is unavailable.
 */
export function openCatalog(options: CatalogOptions): Catalog {
  const loaded = new Map<string, Promise<Loaded | undefined>>();

  const load = async (name: string): Promise<Loaded | undefined> => {
    const place = await placeOf(options, name);
    if (place === undefined) return undefined;
    const known = await loaded.get(name)?.catch(() => undefined);
    if (known?.folder === place.folder && known.edition === place.edition) return known;
    const reading = readProvider(place);
    loaded.set(name, reading);
    return reading;
  };

  return {
    providerNames: () => namesIn(options),
    provider: async (name) => (await load(name))?.provider,
    service: async (providerName, serviceName) => {
      const found = await load(providerName);
      const summary = found?.provider.services.find((service) => service.name === serviceName);
      if (found === undefined || summary === undefined) return undefined;
      if (summary.unavailable !== undefined) throw unavailable(`${providerName}.${serviceName}`, summary.unavailable);
      const known = found.services.get(serviceName);
      if (known !== undefined) return known;
      const reading = readService(found.folder, providerName, serviceName);
      found.services.set(serviceName, reading);
      reading.catch(() => found.services.delete(serviceName));
      return reading;
    },
  };
}

interface Place {
  readonly name: string;
  readonly folder: string;
  readonly shipped: boolean;
  readonly edition: string;
}

async function placeOf({ shippedDirectory, userDirectory }: CatalogOptions, name: string): Promise<Place | undefined> {
  if (!isPlainName(name)) return undefined;
  const pulled = userDirectory === undefined ? undefined : await pulledFolder(userDirectory, name);
  const folder = pulled ?? (shippedDirectory === undefined ? undefined : join(shippedDirectory, name));
  if (folder === undefined) return undefined;
  try {
    const { ino, mtimeMs, size } = await stat(indexFile(folder));
    return { name, folder, shipped: pulled === undefined, edition: `${ino} ${mtimeMs} ${size}` };
  } catch {
    return undefined;
  }
}

async function namesIn(options: CatalogOptions): Promise<readonly string[]> {
  const directories = [options.shippedDirectory, options.userDirectory].filter((one) => one !== undefined);
  const names = new Set((await Promise.all(directories.map(foldersIn))).flat());
  const places = await Promise.all([...names].map((name) => placeOf(options, name)));
  return places
    .filter((place) => place !== undefined)
    .map((place) => place.name)
    .sort();
}

async function readProvider({ name, folder, shipped, edition }: Place): Promise<Loaded> {
  const index = (await readJson(indexFile(folder), `provider ${name}`, name)) as CompiledIndex;
  if (index.format !== compiledFormat) {
    throw new EngineError({
      condition: "invalid_provider_document",
      stage: "registry",
      message: `provider ${name} was compiled by another release of Tributary`,
      hint: mending(name),
    });
  }
  return { folder, edition, provider: { ...index.provider, shipped }, services: new Map() };
}

async function readService(folder: string, provider: string, service: string): Promise<Service> {
  return (await readJson(serviceFile(folder, service), `service ${provider}.${service}`, provider)) as Service;
}

async function readJson(file: string, what: string, provider: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new EngineError({
      condition: "invalid_provider_document",
      stage: "registry",
      message: `cannot read the compiled ${what}: ${error instanceof Error ? error.message : String(error)}`,
      hint: mending(provider),
      cause: error,
    });
  }
}

function mending(provider: string): string {
  return `Run REGISTRY PULL ${provider} again, or reinstall Tributary if it came with the package.`;
}

function unavailable(id: string, reason: string): EngineError {
  return new EngineError({
    condition: "invalid_provider_document",
    stage: "registry",
    message: `service ${id} is unavailable: ${reason}`,
    hint: "Another version of the provider may have it: see REGISTRY LIST for those there are.",
  });
}
