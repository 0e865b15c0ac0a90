/** The file of connections: the one that is named, else that in the user's configuration folder, where there is one. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { noConnections } from "../connector/connection.ts";
import { configFolder } from "../paths.ts";
import type { Settings } from "../session/settings.ts";

const names = ["connections.yaml", "connections.yml", "connections.json"] as const;

/** What is in the file, read when a statement first names a provider; nothing where there is no file. */
export function connectionsOf(
  named: string | undefined,
  environment: (name: string) => string | undefined,
): Settings["connections"] {
  return async () => {
    const path = connectionsPath(named, environment);
    if (path === undefined) return noConnections;
    const { readConnectionsFile } = await import("../config/read-file.ts");
    return readConnectionsFile(path);
  };
}

/** The path of the file; undefined where none is named and none is where it usually is. */
export function connectionsPath(
  named: string | undefined,
  environment: (name: string) => string | undefined,
): string | undefined {
  return named ?? usualFile(configFolder(environment));
}

function usualFile(folder: string): string | undefined {
  return names.map((name) => join(folder, name)).find((path) => existsSync(path));
}
