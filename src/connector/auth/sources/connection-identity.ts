/** What tells a connection from others, for keys of what is kept: found without waiting, and digested by who uses it. */
import type { Connection } from "../../connection.ts";
import { contentNow } from "../files.ts";
import type { Environment } from "../secrets.ts";

/**
 * Name, end point, and what the variables hold; of programs and keychains which they are, since they take time to ask.
 * Nothing where there is no connection.
 */
export function connectionIdentity(connection: Connection | undefined, environment: Environment): readonly unknown[] {
  if (connection === undefined) return [];
  const values = Object.entries(connection.variables).map(([name, source]) => {
    const file = typeof source === "object" && "file" in source ? source.file : "";
    return [name, source, environment(name) ?? "", contentNow(environment, file)];
  });
  return [connection.name, connection.endpoint ?? "", values];
}
