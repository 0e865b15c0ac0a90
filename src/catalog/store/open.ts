/** Compiled folders on disk → `Catalog`. Read when named, kept in memory until the folder is replaced. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineError, reasonOf } from "../../common/error.ts";
import type { Catalog } from "../catalog.ts";
import { isPlainName } from "../compile/provider.ts";
import type { Provider, Service } from "../model.ts";
import { indexOf } from "./index-text.ts";
import { foldersIn, indexFile, namesFile, pulledFolder, serviceFile } from "./layout.ts";
import { keepNames, marksOf, readNames } from "./names-file.ts";
import { serviceOf } from "./service-bytes.ts";

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
  readonly services: Map<string, Service>;
}

/** Pulls of one provider at once can take away several folders in a row; one that stays broken is told at last. */
const maximumAttempts = 10;

/**
 * Opens the providers below the given directories; directories that do not exist hold none. The methods throw
 * `invalid_provider_document` where a compiled file is broken or of another release, or a service is unavailable.
 */
export function openCatalog(options: CatalogOptions): Catalog {
  const loaded = new Map<string, Loaded>();
  // Whoever lists names looks at the providers at once: until something else may have happened, what was found holds.
  const listed = new Map<string, Place>();

  const load = (name: string): Loaded | undefined => {
    const place = listed.get(name) ?? placeOf(options, name);
    if (place === undefined) return undefined;
    const known = loaded.get(name);
    if (known?.folder === place.folder && known.edition === place.edition) return known;
    const read = readProvider(place);
    loaded.set(name, read);
    return read;
  };

  /** A pull by another process may take away what was found before it is read: what it put there is read then. */
  const again = <T>(read: () => T): T => {
    for (let attempt = 1; ; attempt++) {
      try {
        return read();
      } catch (error) {
        if (attempt === maximumAttempts) throw error;
        listed.clear();
      }
    }
  };

  const list = (): readonly string[] => {
    listed.clear();
    for (const place of placesIn(options)) listed.set(place.name, place);
    setImmediate(() => listed.clear());
    return [...listed.keys()].sort();
  };

  /** Undefined where one cannot be read: who asks for it is told. */
  const loadAll = (): readonly Loaded[] | undefined => {
    try {
      return list().flatMap((name) => load(name) ?? []);
    } catch {
      return undefined;
    }
  };

  return {
    providerNames: async () => list(),
    nameList: async () => {
      const { userDirectory } = options;
      // What the package ships is one provider: its index is soon read.
      if (userDirectory === undefined || !existsSync(userDirectory)) return undefined;
      const directories = directoriesOf(options);
      const known = readNames(namesFile(userDirectory), directories);
      if (known !== undefined) return known;
      const indexes = list()
        .flatMap((name) => listed.get(name)?.folder ?? [])
        .map(indexFile);
      const marks = marksOf(directories, indexes);
      const read = loadAll();
      if (read === undefined) return undefined;
      keepNames(
        namesFile(userDirectory),
        marks,
        read.map(({ folder, provider }) => ({ provider, index: indexFile(folder) })),
      );
      return undefined;
    },
    provider: async (name) => again(() => load(name)?.provider),
    service: async (providerName, serviceName) => again(() => serviceIn(load(providerName), serviceName)),
  };
}

interface Place {
  readonly name: string;
  readonly folder: string;
  readonly shipped: boolean;
  readonly edition: string;
}

/** As it is now: what a pull takes away before it is looked at is looked for once more. */
function placeOf({ shippedDirectory, userDirectory }: CatalogOptions, name: string): Place | undefined {
  if (!isPlainName(name)) return undefined;
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    const pulled = userDirectory === undefined ? undefined : pulledFolder(userDirectory, name);
    const folder = pulled ?? (shippedDirectory === undefined ? undefined : join(shippedDirectory, name));
    if (folder === undefined) return undefined;
    try {
      const { ino, mtimeMs, size } = statSync(indexFile(folder));
      return { name, folder, shipped: pulled === undefined, edition: `${ino} ${mtimeMs} ${size}` };
    } catch {
      if (pulled === undefined) return undefined;
    }
  }
  return undefined;
}

function directoriesOf({ shippedDirectory, userDirectory }: CatalogOptions): readonly string[] {
  return [shippedDirectory, userDirectory].filter((one) => one !== undefined);
}

function placesIn(options: CatalogOptions): readonly Place[] {
  const names = new Set(directoriesOf(options).flatMap(foldersIn));
  return [...names].map((name) => placeOf(options, name)).filter((place) => place !== undefined);
}

function readProvider({ name, folder, shipped, edition }: Place): Loaded {
  const what = `provider ${name}`;
  const provider = reading(what, name, () =>
    indexOf(readFileSync(indexFile(folder), "utf8"), (error) => unreadable(what, name, error)),
  );
  if (provider === undefined) {
    throw new EngineError({
      condition: "invalid_provider_document",
      stage: "registry",
      message: `provider ${name} was compiled by another release of Tributary`,
      hint: mending(name),
    });
  }
  return { folder, edition, provider: Object.assign(provider, { shipped }), services: new Map() };
}

function serviceIn(found: Loaded | undefined, name: string): Service | undefined {
  const summary = found?.provider.services.find((service) => service.name === name);
  if (found === undefined || summary === undefined) return undefined;
  if (summary.unavailable !== undefined) throw unavailable(`${found.provider.name}.${name}`, summary.unavailable);
  const known = found.services.get(name);
  if (known !== undefined) return known;
  const read = readService(found.folder, found.provider.name, name);
  found.services.set(name, read);
  return read;
}

function readService(folder: string, provider: string, service: string): Service {
  const what = `service ${provider}.${service}`;
  return reading(what, provider, () =>
    serviceOf(readFileSync(serviceFile(folder, service)), (error) => unreadable(what, provider, error)),
  );
}

function reading<T>(what: string, provider: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(what, provider, error);
  }
}

function unreadable(what: string, provider: string, error: unknown): EngineError {
  return new EngineError({
    condition: "invalid_provider_document",
    stage: "registry",
    message: `cannot read the compiled ${what}: ${reasonOf(error)}`,
    hint: mending(provider),
    cause: error,
  });
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
