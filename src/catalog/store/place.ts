/**
 * Puts pulled providers in place. A pull never changes a folder that somebody may be reading, and processes that pull at
 * once need no lock: each puts its own folder in place by one rename, and removes what stood there before it did so. As
 * nobody removes what came after, at least one always stays, and readers take the newest.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { nextEdition } from "./editions.ts";
import { foldersIn } from "./layout.ts";

/** More processes than this do not come first to one name after the other. */
const maximumAttempts = 100;

/** How long what an interrupted pull left behind may still be somebody's work. */
const abandonedMilliseconds = 24 * 60 * 60 * 1000;

/** Puts a finished folder in place as the one version of the provider whose folders are in `home`. Rejects as `fs` does. */
export async function placeVersion(staging: string, home: string, version: string): Promise<void> {
  const before = foldersIn(home);
  await renameToFree(staging, home, version);
  await Promise.all(before.map((folder) => retire(home, folder)));
  await sweep(home);
}

/** Another process may take the name first: then the next one is tried. */
async function renameToFree(staging: string, home: string, version: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const folder = nextEdition(foldersIn(home), version);
    try {
      return await rename(staging, join(home, folder));
    } catch (error) {
      if (attempt === maximumAttempts || !isTaken(error, join(home, folder))) throw error;
    }
  }
}

/** Windows refuses to rename over a folder as it refuses what is not permitted. */
function isTaken(error: unknown, folder: string): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return code === "ENOTEMPTY" || code === "EEXIST" || (code === "EPERM" && existsSync(folder));
}

/** Out of sight in one step, then removed: nobody sees a half. Another process may have been quicker. */
async function retire(home: string, folder: string): Promise<void> {
  const aside = join(home, `.${folder}-old-${randomBytes(6).toString("hex")}`);
  try {
    await rename(join(home, folder), aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** Removes what pulls that were interrupted left behind. */
async function sweep(home: string): Promise<void> {
  const entries = await readdir(home);
  const hidden = entries.filter((entry) => entry.startsWith("."));
  await Promise.all(
    hidden.map(async (entry) => {
      const path = join(home, entry);
      const changed = await stat(path).catch(() => undefined);
      if (changed === undefined || Date.now() - changed.mtimeMs < abandonedMilliseconds) return;
      await rm(path, { recursive: true, force: true });
    }),
  );
}
