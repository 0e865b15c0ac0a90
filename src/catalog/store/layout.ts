/**
 * Where compiled providers lie on disk: `index.json` and `services/<service>.json` in one folder per provider. Shipped
 * ones are at `<directory>/<provider>`, pulled ones at `<directory>/<provider>/<version>`.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Provider } from "../model.ts";
import { highestVersion } from "../registry/version.ts";

/** Raised whenever the compiled form changes in a way that older readers would misread. */
export const compiledFormat = 1;

/** The content of `index.json`. */
export interface CompiledIndex {
  readonly format: number;
  readonly provider: Provider;
}

export function indexFile(folder: string): string {
  return join(folder, "index.json");
}

export function serviceFile(folder: string, service: string): string {
  return join(folder, "services", `${service}.json`);
}

/** Folders that are being written or on their way out begin with a dot and are nobody's to read. */
export async function foldersIn(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** The folder of the highest pulled version; undefined where none was pulled. */
export async function pulledFolder(directory: string, provider: string): Promise<string | undefined> {
  const version = highestVersion(await foldersIn(join(directory, provider)));
  return version === undefined ? undefined : join(directory, provider, version);
}
