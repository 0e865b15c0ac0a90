/** What tells a connection from others, for keys of what is kept: found without waiting, and digested by who uses it. */
import { readFileSync } from "node:fs";
import type { Connection } from "../../connection.ts";
import { expandHome } from "../files.ts";
import type { Environment } from "../secrets.ts";

/**
 * Name, end point, and what the variables hold; of programs and keychains which they are, since they take time to ask.
 * Nothing where there is no connection.
 */
export function connectionIdentity(connection: Connection | undefined, environment: Environment): readonly unknown[] {
  if (connection === undefined) return [];
  const values = Object.entries(connection.variables).map(([name, source]) => {
    const file = typeof source === "object" && "file" in source ? expandHome(environment, source.file) : "";
    return [name, source, environment(name) ?? "", contentOf(file)];
  });
  return [connection.name, connection.endpoint ?? "", values];
}

function contentOf(file: string): string {
  try {
    return file === "" ? "" : readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
