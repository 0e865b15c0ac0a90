/**
 * The registry client: lists providers on offer and pulls them into the user's folder. What reads archives and compiles
 * documents is loaded when it is used: queries need none of it.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import { isPlainName } from "../compile/provider.ts";
import type { Provider } from "../model.ts";
import { defaultArchiveFolder, defaultSourceFolder, type RegistryAccess } from "./access.ts";
import { exists, registryError, type Documents, type FetchBytes, type RegistrySource } from "./source.ts";
import { compareVersions, highestVersion, isVersion } from "./version.ts";

/** The public registry of the document format. */
export const defaultRegistryUrl = "https://registry.stackql.app/providers";

export interface RegistryOptions extends RegistryAccess {
  /** `http(s)://…` or `file:…`; a `file:` registry may hold archives below `dist/` or a tree of documents below `src/`. */
  readonly url: string;
  readonly fetchBytes: FetchBytes;
  /** Where pulled providers go: the `userDirectory` of the catalog. */
  readonly userDirectory: string;
}

export interface RegistryEntry {
  readonly provider: string;
  /** Oldest first; never empty. */
  readonly versions: readonly string[];
}

export interface Registry {
  /**
   * What is on offer, sorted by name; with a name that provider only. Throws `registry_error` where the registry
   * cannot be read or has no such provider, `query_canceled`.
   */
  list(provider?: string, signal?: AbortSignal): Promise<readonly RegistryEntry[]>;
  /**
   * Downloads, compiles and installs a provider, by default its highest version; other versions are removed once it is
   * in place. Returns its index: services that could not be compiled are `unavailable` there. Throws as `list`, and
   * `invalid_parameter_value` for a malformed version, `invalid_provider_document`, `io_error`.
   */
  pull(provider: string, version?: string, signal?: AbortSignal): Promise<Provider>;
}

/** The one provider whose folder in a registry is not named as itself. */
const folderNames = new Map([["google", "googleapis.com"]]);
const providerNames = new Map([...folderNames].map(([provider, folder]) => [folder, provider]));

/** Throws `configuration_error` where the URL is none that a registry can have; touches nothing yet. */
export function createRegistry(options: RegistryOptions): Registry {
  const url = checkedUrl(options.url);
  const offered = async (
    signal: AbortSignal,
  ): Promise<{ source: RegistrySource; entries: readonly RegistryEntry[] }> => {
    const source = await sourceAt(url, options);
    const versions = await source.versions(signal);
    return { source, entries: entriesOf(versions) };
  };
  return {
    list: async (provider, signal = never) => {
      const { entries } = await offered(signal);
      return provider === undefined ? entries : [entryOf(entries, provider)];
    },
    pull: async (name, wanted, signal = never) => {
      if (wanted !== undefined && !isVersion(wanted)) throw malformedVersion(wanted);
      const { source, entries } = await offered(signal);
      const { provider, versions } = entryOf(entries, name);
      const version = versionOf(provider, versions, wanted);
      const place = `${folderNames.get(provider) ?? provider}/${version}`;
      const found = await source.documents(folderNames.get(provider) ?? provider, version, signal);
      const documents = await trusted(found, `${url}/${options.sourceFolder ?? defaultSourceFolder}/${place}`, options);
      const home = join(options.userDirectory, provider);
      const folder = join(home, version);
      // Folders that are made for it are the user's alone; where they cannot be made, installing says why.
      await mkdir(home, { recursive: true, mode: 0o700 }).catch(() => undefined);
      const { installProvider } = await import("./install.ts");
      return installProvider({ documents, folder, shipped: false, name: provider, version, signal });
    },
  };
}

const never = new AbortController().signal;

function checkedUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (["http:", "https:", "file:"].includes(protocol)) return text.replace(/\/+$/, "");
  throw new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `${JSON.stringify(text)} is no registry address`,
    hint: `Give an address that begins with https:, http: or file:, such as ${defaultRegistryUrl}.`,
  });
}

/** A `file:` registry without an index of archives is a source tree. */
async function sourceAt(url: string, options: RegistryOptions): Promise<RegistrySource> {
  const { fetchBytes, localRoot, offline = false } = options;
  const { sourceFolder = defaultSourceFolder, archiveFolder = defaultArchiveFolder } = options;
  const isLocal = url.startsWith("file:");
  if (isLocal) {
    const root = fileURLToPath(url);
    const hasArchives = await exists(join(root, archiveFolder, "providers.yaml"));
    if (!hasArchives && (await exists(join(root, sourceFolder)))) {
      const { treeSource } = await import("./tree.ts");
      return treeSource(join(root, sourceFolder));
    }
  }
  const { localFirst, offlineSource } = await import("./local.ts");
  if (offline && !isLocal) return offlineSource(localRoot, url);
  const { archiveSource } = await import("./archives.ts");
  const registry = archiveSource(`${url}/${archiveFolder}`, fetchBytes);
  return localRoot === undefined ? registry : localFirst(localRoot, registry);
}

/** Documents as they are, or verified where the user says by whose signatures. */
async function trusted(documents: Documents, base: string, { verification }: RegistryOptions): Promise<Documents> {
  if (verification === undefined) return documents;
  const { verified, verifierOf } = await import("./signature.ts");
  return verified(documents, verifierOf(verification), base);
}

function entriesOf(versions: ReadonlyMap<string, readonly string[]>): readonly RegistryEntry[] {
  const entries = [...versions].map(([folder, offered]) => ({
    provider: providerNames.get(folder) ?? folder,
    versions: [...offered].sort(compareVersions),
  }));
  return entries.sort((a, b) => (a.provider < b.provider ? -1 : 1));
}

function entryOf(entries: readonly RegistryEntry[], name: string): RegistryEntry {
  const wanted = providerNames.get(name) ?? name;
  const entry = entries.find((one) => one.provider === wanted);
  if (entry !== undefined && isPlainName(name)) return entry;
  const known = entries.map((one) => one.provider);
  throw registryError(`the registry has no provider ${JSON.stringify(name)}`, didYouMean(name, known));
}

function versionOf(provider: string, offered: readonly string[], wanted: string | undefined): string {
  const version = wanted ?? highestVersion(offered);
  if (version !== undefined && offered.includes(version)) return version;
  const known = [...offered].reverse();
  throw registryError(`provider ${provider} has no version ${JSON.stringify(wanted)}`, didYouMean(wanted ?? "", known));
}

function malformedVersion(version: string): EngineError {
  return new EngineError({
    condition: "invalid_parameter_value",
    stage: "registry",
    message: `${JSON.stringify(version)} is no version`,
    hint: "Versions look like v26.08.00001; REGISTRY LIST shows those there are.",
  });
}
