/**
 * Where compiled providers lie on disk: `index.json` and `services/<service>.json` in one folder per provider. Shipped
 * ones are at `<directory>/<provider>`, pulled ones at `<directory>/<provider>/<version>` (`editions.ts`).
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { newestEdition } from "./editions.ts";

export function indexFile(folder: string): string {
  return join(folder, "index.json");
}

export function serviceFile(folder: string, service: string): string {
  return join(folder, "services", `${service}.json`);
}

/** The names of everything, beside the pulled providers. */
export function namesFile(directory: string): string {
  return join(directory, ".names");
}

/**
 * Folders that are being written or on their way out begin with a dot and are nobody's to read. Like all that reads
 * what is compiled it does not go through the thread pool, where each of a hundred calls would wait for its turn.
 */
export function foldersIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** The folder of the highest pulled version; undefined where none was pulled. */
export function pulledFolder(directory: string, provider: string): string | undefined {
  const folder = newestEdition(foldersIn(join(directory, provider)));
  return folder === undefined ? undefined : join(directory, provider, folder);
}
