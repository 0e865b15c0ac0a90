/** Where things are: the package's own files and the user's folders (XDG base directory specification). */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder `dist` of the package, from wherever in it this code runs. */
export function distFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, "dist");
}

/** `$XDG_STATE_HOME/tributary`, by default below `~/.local/state`. */
export function stateFolder(environment: (name: string) => string | undefined): string {
  const home = environment("XDG_STATE_HOME") ?? join(environment("HOME") ?? homedir(), ".local", "state");
  return join(home, "tributary");
}
