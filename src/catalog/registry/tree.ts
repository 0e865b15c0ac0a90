/** Provider documents as a tree of folders: `<root>/<folder>/<version>/provider.yaml` and `services/*.yaml` beside it. */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, normalize } from "node:path";
import { isPlainName } from "../compile/provider.ts";
import { readingFrom, type Documents, type RegistrySource } from "./source.ts";
import { isVersion } from "./version.ts";

/** A registry that is a source tree on disk; `root` is its `src` folder. */
export function treeSource(root: string): RegistrySource {
  return {
    versions: (signal) =>
      readingFrom(root, signal, async () => {
        const found = new Map<string, readonly string[]>();
        for (const folder of (await readdir(root)).filter(isPlainName)) {
          const versions = (await readdir(join(root, folder)).catch(() => [])).filter(isVersion);
          if (versions.length > 0) found.set(folder, versions);
        }
        return found;
      }),
    documents: async (folder, version) => folderDocuments(join(root, folder, version)),
  };
}

/** The documents in one folder: `provider.yaml` and `services/`. */
export function folderDocuments(folder: string): Documents {
  return {
    read: async (file) => {
      const path = normalize(join(folder, file));
      if (!path.startsWith(normalize(join(folder, "/")))) return undefined;
      try {
        return await readFile(path);
      } catch {
        return readIgnoringCase(path);
      }
    },
  };
}

async function readIgnoringCase(path: string): Promise<Uint8Array | undefined> {
  const wanted = basename(path).toLowerCase();
  const names = await readdir(dirname(path)).catch(() => []);
  const name = names.find((one) => one.toLowerCase() === wanted);
  return name === undefined ? undefined : readFile(join(dirname(path), name)).catch(() => undefined);
}
