/**
 * `tributary.columns`: the columns of resources. DESCRIBE. They are those of all select methods together, each where
 * the first method that has it puts it; a view has those of its query, a resource that
 * cannot be selected has none.
 */
import { methodsFor } from "../lookup.ts";
import type { Resource, ResponseColumn } from "../model.ts";
import type { SessionFacts } from "../session-facts.ts";
import { systemRelation } from "./relation.ts";
import { outputSchemaText } from "./schema-text.ts";
import { walkResources, type ResourceItem } from "./walk.ts";

interface ColumnRow extends ResourceItem {
  readonly column: ResponseColumn;
  readonly position: number;
}

export const columnsRelation = systemRelation<ColumnRow>({
  name: "tributary.columns",
  keys: ["provider", "service", "resource"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    resource: ["text", ({ name }) => name],
    name: ["text", ({ column }) => column.name],
    type: ["text", ({ column }) => column.type],
    description: ["text", ({ column }) => column.description],
    shape: ["text", ({ column }) => outputSchemaText(column)],
    secret: ["boolean", ({ column }) => column.secret ?? false],
    position: ["integer", ({ position }) => position],
  },
  items: async function* items(catalog, keys, session) {
    for await (const resources of walkResources(catalog, keys)) {
      for (const item of resources) {
        const own = columnsOfResource(item.resource);
        const columns = own.length > 0 || item.resource.views === undefined ? own : await columnsOfView(item, session);
        yield columns.map((column, index) => ({ ...item, column, position: index + 1 }));
      }
    }
  },
});

/** The columns that the query of a view yields. */
async function columnsOfView(
  { provider, service, resource }: ResourceItem,
  session: SessionFacts | undefined,
): Promise<readonly ResponseColumn[]> {
  const facts = (await session?.columnsOf([provider, service, resource.name])) ?? [];
  return facts.map(({ name, type }) => ({ name, wireName: name, type, description: "" }));
}

/** The visible columns of a resource: the union over its select methods, by name, in the order they first appear. */
export function columnsOfResource(resource: Resource): readonly ResponseColumn[] {
  const columns = new Map<string, ResponseColumn>();
  for (const method of methodsFor(resource, "select")) {
    for (const column of method.response.columns) {
      if (!columns.has(column.name)) columns.set(column.name, column);
    }
  }
  return [...columns.values()];
}
