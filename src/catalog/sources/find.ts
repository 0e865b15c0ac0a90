/** Finds provider documents below a folder, and tells when they have changed. */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "../../common/error.ts";
import { textAt } from "../compile/json.ts";
import { isPlainName } from "../compile/provider.ts";
import { exists } from "../registry/source.ts";
import { treeSource } from "../registry/tree.ts";
import { highestVersion, isVersion } from "../registry/version.ts";
import { parseDocument } from "../registry/yaml.ts";

export interface FoundProvider {
  readonly name: string;
  /** Holds `provider.yaml`, and `services/` beside it. */
  readonly folder: string;
  /** As the folder is named; undefined where that is no version. */
  readonly version: string | undefined;
}

/** The providers in a folder, or in a tree of them. Throws `configuration_error` where there is none. */
export async function providersIn(folder: string): Promise<readonly FoundProvider[]> {
  const folders = await foldersOfProviders(folder);
  if (folders.length === 0) {
    throw new EngineError({
      condition: "configuration_error",
      stage: "config",
      message: `there are no provider documents in ${folder}`,
      hint: "Name a folder that holds provider.yaml, or one that tributary provider build made.",
    });
  }
  return Promise.all(folders.map(found));
}

async function foldersOfProviders(folder: string): Promise<readonly string[]> {
  if (await exists(join(folder, "provider.yaml"))) return [folder];
  const root = (await exists(join(folder, "src"))) ? join(folder, "src") : folder;
  if (!(await exists(root))) return [];
  const versions = await treeSource(root).versions(new AbortController().signal);
  const newest = [...versions].map(([name, offered]) => join(root, name, highestVersion(offered) ?? ""));
  const isThere = await Promise.all(newest.map((one) => exists(join(one, "provider.yaml"))));
  return newest.filter((_one, index) => isThere[index]);
}

async function found(folder: string): Promise<FoundProvider> {
  const own = basename(folder);
  const version = isVersion(own) ? own : undefined;
  const name = (await statedName(join(folder, "provider.yaml"))) ?? (version ? basename(dirname(folder)) : own);
  return { name, folder, version };
}

/** A document that cannot be read is told of when its provider is asked for: others are not to suffer from it. */
async function statedName(file: string): Promise<string | undefined> {
  try {
    const document = parseDocument(await readFile(file));
    const name = textAt(document, "name") ?? textAt(document, "id");
    return name !== undefined && isPlainName(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** A digest of which files there are, their sizes and when they changed. */
export async function stampOf(folder: string): Promise<string> {
  const services = await readdir(join(folder, "services")).catch(() => []);
  const files = ["provider.yaml", ...services.sort().map((name) => join("services", name))];
  const facts = await Promise.all(
    files.map(async (file) => {
      const { mtimeMs = 0, size = 0, ino = 0 } = (await stat(join(folder, file)).catch(() => undefined)) ?? {};
      return [file, mtimeMs, size, ino];
    }),
  );
  return digest(facts);
}

/** A short name for whatever is told apart by it. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 20);
}
