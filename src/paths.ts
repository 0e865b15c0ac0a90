/** Where things are: the package's own files and the user's folders (XDG base directory specification). */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder `dist` of the package, from wherever in it this code runs. */
export function distFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, "dist");
}

/** The user's home; the root folder where a process has none, as in containers whose user has no name. */
function homeFolder(environment: (name: string) => string | undefined): string {
  const home = environment("HOME");
  if (home !== undefined) return home;
  try {
    return homedir();
  } catch {
    return parse(process.cwd()).root;
  }
}

/** `$XDG_CONFIG_HOME/tributary`, by default below `~/.config`. */
export function configFolder(environment: (name: string) => string | undefined): string {
  const home = environment("XDG_CONFIG_HOME") ?? join(homeFolder(environment), ".config");
  return join(home, "tributary");
}

/** `$XDG_STATE_HOME/tributary`, by default below `~/.local/state`. */
export function stateFolder(environment: (name: string) => string | undefined): string {
  const home = environment("XDG_STATE_HOME") ?? join(homeFolder(environment), ".local", "state");
  return join(home, "tributary");
}

/** `$XDG_CACHE_HOME/tributary`, by default below `~/.cache`. */
export function cacheFolder(environment: (name: string) => string | undefined): string {
  const home = environment("XDG_CACHE_HOME") ?? join(homeFolder(environment), ".cache");
  return join(home, "tributary");
}
