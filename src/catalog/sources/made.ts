/** Compiles the providers of folders into folders of their own, one for each state of the documents. */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Catalog } from "../catalog.ts";
import { installProvider } from "../registry/install.ts";
import { folderDocuments } from "../registry/tree.ts";
import { pulledFolder } from "../store/layout.ts";
import { openCatalog } from "../store/open.ts";
import { digest, providersIn, stampOf, type FoundProvider } from "./find.ts";
import type { SourceOptions } from "./sources.ts";

export interface SourceProvider {
  readonly folder: string;
  /** A catalog of this provider alone, as its documents are now. */
  catalog(): Promise<Catalog>;
}

/** By the folder that a state of documents is compiled into: what is being compiled, or was by this process. */
const compiled = new Map<string, Promise<Catalog>>();

/** The providers of all folders, by name. Throws `configuration_error` where a folder has none. */
export async function sourceProviders(options: SourceOptions): Promise<ReadonlyMap<string, SourceProvider>> {
  const found = await Promise.all(options.folders.map((folder) => providersIn(resolve(folder))));
  return new Map(
    // Of one name the first is to stay.
    found
      .flat()
      .toReversed()
      .map((one) => [one.name, { folder: one.folder, catalog: () => catalogOf(one, options) }]),
  );
}

async function catalogOf(provider: FoundProvider, { directory, release }: SourceOptions): Promise<Catalog> {
  const home = join(directory, digest([provider.folder, release]));
  const place = join(home, await stampOf(provider.folder));
  const known = compiled.get(place);
  if (known !== undefined) return known;
  for (const other of compiled.keys()) if (other.startsWith(home)) compiled.delete(other);
  const making = make(provider, home, place);
  compiled.set(place, making);
  // A failure may be of the disk, or of a document that was half written.
  making.catch(() => compiled.delete(place));
  return making;
}

async function make(provider: FoundProvider, home: string, place: string): Promise<Catalog> {
  const { name, folder, version } = provider;
  if (pulledFolder(place, name) === undefined) {
    // As the folders of what is pulled; where it cannot be made, installing says why.
    await mkdir(home, { recursive: true, mode: 0o700 }).catch(() => undefined);
    await installProvider({
      documents: folderDocuments(folder),
      folder: join(place, name, version ?? "v0"),
      shipped: false,
      name,
      version,
    });
    await forgetOlder(home);
  }
  return openCatalog({ userDirectory: place });
}

/** How many states of the documents are kept: another process may still read the one before. */
const keptStates = 3;

async function forgetOlder(home: string): Promise<void> {
  const states = await Promise.all(
    (await readdir(home)).map(async (state) => {
      const { mtimeMs = 0 } = (await stat(join(home, state)).catch(() => undefined)) ?? {};
      return { path: join(home, state), mtimeMs };
    }),
  );
  const older = states.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(keptStates);
  await Promise.all(older.map(({ path }) => rm(path, { recursive: true, force: true })));
}
