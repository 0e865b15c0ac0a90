/** A registry of archives: an index, `providers.yaml`, and `<folder>/<version>.tgz` beside it. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isObject, objectAt, textsAt } from "../compile/json.ts";
import { isPlainName } from "../compile/provider.ts";
import { readingFrom, registryError, type FetchBytes, type RegistrySource } from "./source.ts";
import { archiveDocuments } from "./archive-documents.ts";
import { isVersion } from "./version.ts";
import { parseDocument } from "./yaml.ts";

/** `root` is the URL of index and archives. What `file:` URLs name is read from disk, the rest through `fetchBytes`. */
export function archiveSource(root: string, fetchBytes: FetchBytes): RegistrySource {
  const fetch = (path: string, signal: AbortSignal): Promise<Uint8Array> => {
    const address = `${root}/${path}`;
    return readingFrom(address, signal, () =>
      address.startsWith("file:") ? readFile(fileURLToPath(address), { signal }) : fetchBytes(address, signal),
    );
  };
  return {
    versions: async (signal) => {
      const bytes = await fetch("providers.yaml", signal);
      return readingFrom(`${root}/providers.yaml`, signal, async () => versionsIn(parseDocument(bytes)));
    },
    documents: async (folder, version, signal) => {
      const bytes = await fetch(`${folder}/${version}.tgz`, signal);
      return archiveDocuments(bytes);
    },
  };
}

function versionsIn(index: unknown): ReadonlyMap<string, readonly string[]> {
  const providers = objectAt(index, "providers");
  if (!isObject(index) || Object.keys(providers).length === 0) throw registryError("the registry lists no providers");
  const usable = Object.keys(providers)
    .filter(isPlainName)
    .map((name) => [name, (textsAt(providers, name, "versions") ?? []).filter(isVersion)] as const);
  return new Map(usable.filter(([, versions]) => versions.length > 0));
}
