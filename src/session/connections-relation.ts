/** `tributary.connections`: the accounts with names of their own, without what opens them. */
import type { SystemRelation } from "../catalog/catalog.ts";
import { systemRelation } from "../catalog/relations/relation.ts";
import { Json } from "../common/value.ts";
import type { Connection, ConnectionGroup, Connections } from "../connector/connection.ts";
import { membersOf } from "./check-connections.ts";
import type { SessionConnections } from "./connections.ts";
import { withoutUser } from "./network-facts.ts";

interface Shown {
  readonly connection: Connection;
  readonly groups: readonly string[];
}

/** The relation over the connections of a session. */
export function connectionsRelation(connections: SessionConnections): SystemRelation {
  return systemRelation<Shown>({
    name: "tributary.connections",
    keys: [],
    columns: {
      name: ["text", ({ connection }) => connection.name],
      provider: ["text", ({ connection }) => connection.provider],
      groups: ["json", ({ groups }) => Json.ofValue(groups)],
      parameters: ["json", ({ connection }) => Json.ofValue(connection.parameters)],
      tags: ["json", ({ connection }) => Json.ofValue(connection.tags)],
      endpoint: ["text", ({ connection }) => connection.endpoint && withoutUser(connection.endpoint)],
      source: ["text", ({ connection }) => connection.source],
    },
    items: async function* items() {
      const declared = await connections.all();
      yield declared.connections
        .map((connection) => ({ connection, groups: groupsOf(connection, declared) }))
        .toSorted((a, b) => (a.connection.name < b.connection.name ? -1 : 1));
    },
  });
}

function groupsOf(connection: Connection, declared: Connections): readonly string[] {
  const holds = (group: ConnectionGroup): boolean => membersOf(group, declared).includes(connection);
  return declared.groups.filter(holds).map(({ name }) => name);
}
