/** Archives of a registry on this machine, unpacked for what reads folders. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { filesIn } from "../../src/catalog/registry/unpack.ts";
import { highestVersion } from "../../src/catalog/registry/version.ts";

/** The folder names of the providers whose archives a registry has, sorted. */
export function foldersOf(registry: string): readonly string[] {
  const entries = readdirSync(join(registry, "dist"), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Does something with the folder that holds the highest version of a provider, which is gone afterwards. */
export async function withUnpacked<T>(
  registry: string,
  folder: string,
  use: (unpacked: string) => Promise<T>,
): Promise<T> {
  const home = join(registry, "dist", folder);
  const version = highestVersion((await readdir(home)).map((file) => file.replace(/\.tgz$/, "")));
  const target = await mkdtemp(join(tmpdir(), "unpacked-"));
  try {
    for await (const { name, bytes } of filesIn(readFileSync(join(home, `${version}.tgz`)))) {
      await mkdir(dirname(join(target, name)), { recursive: true });
      await writeFile(join(target, name), bytes);
    }
    const isThere = (await readdir(target)).includes("provider.yaml");
    return await use(isThere ? target : join(target, version ?? ""));
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}
