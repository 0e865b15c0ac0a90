/** `tributary.stored_relations`: the views and tables that statements created. */
import { systemRelation } from "../catalog/relations/relation.ts";
import type { SystemRelation } from "../catalog/catalog.ts";
import type { StoredEntry, StoredRelations } from "../planner/stored.ts";

/** The system relation that lists what a store keeps. */
export function storedRelation(store: StoredRelations): SystemRelation {
  return systemRelation<StoredEntry>({
    name: "tributary.stored_relations",
    keys: [],
    columns: {
      name: ["text", ({ name }) => name],
      kind: ["text", ({ kind }) => kind],
      temporary: ["boolean", ({ schema }) => schema === "session"],
      definition: ["text", ({ sql }) => sql],
      created: ["timestamp", ({ created }) => created],
      refreshed: ["timestamp", ({ refreshed }) => refreshed],
      ttl: ["integer", ({ ttl }) => ttl],
    },
    items: async function* items() {
      yield store.list();
    },
  });
}
