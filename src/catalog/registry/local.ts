/** Archives that lie on this machine, `<root>/dist/<provider folder>/<version>.tgz`: taken before the network. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isPlainName } from "../compile/provider.ts";
import { defaultArchiveFolder } from "./access.ts";
import { archiveDocuments } from "./archive-documents.ts";
import { registryError, type RegistrySource } from "./source.ts";
import { isVersion } from "./version.ts";

/** The archive of a version; undefined where there is none. */
async function localArchive(root: string, folder: string, version: string): Promise<Uint8Array | undefined> {
  return readFile(join(root, defaultArchiveFolder, folder, `${version}.tgz`)).catch(() => undefined);
}

/** A registry whose archives are first looked for below `root`. */
export function localFirst(root: string, registry: RegistrySource): RegistrySource {
  return {
    versions: (signal) => registry.versions(signal),
    documents: async (folder, version, signal) => {
      const archive = await localArchive(root, folder, version);
      return archive === undefined ? registry.documents(folder, version, signal) : archiveDocuments(archive);
    },
  };
}

/** What lies below `root`, and nothing else. Throws `registry_error` where there is nothing. */
export function offlineSource(root: string | undefined, url: string): RegistrySource {
  const place = root === undefined ? undefined : join(root, defaultArchiveFolder);
  const absent = (what: string): Error =>
    registryError(
      `offline: ${url} is not asked, and ${place ?? "no local folder"} has no ${what}`,
      `Put archives in ${place ?? "<localDocRoot>/dist"}/<provider>/<version>.tgz, or go online.`,
    );
  return {
    versions: async () => {
      const found = new Map<string, readonly string[]>();
      for (const folder of await namesIn(place)) {
        const versions = (await namesIn(join(place ?? "", folder))).flatMap(archivedVersion);
        if (isPlainName(folder) && versions.length > 0) found.set(folder, versions);
      }
      if (found.size === 0) throw absent("archives");
      return found;
    },
    documents: async (folder, version) => {
      const archive = await localArchive(root ?? "", folder, version);
      if (archive === undefined) throw absent(`${folder}/${version}.tgz`);
      return archiveDocuments(archive);
    },
  };
}

async function namesIn(folder: string | undefined): Promise<readonly string[]> {
  return folder === undefined ? [] : readdir(folder).catch(() => []);
}

function archivedVersion(file: string): readonly string[] {
  const version = file.endsWith(".tgz") ? file.slice(0, -".tgz".length) : "";
  return isVersion(version) ? [version] : [];
}
