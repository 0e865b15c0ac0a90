/** `tributary.views`: the queries of provider documents that stand for resources. */
import type { DocumentView } from "../model.ts";
import { hasViews } from "./information-schema.ts";
import { systemRelation } from "./relation.ts";
import { walkResources, type ResourceItem } from "./walk.ts";

interface ViewRow extends ResourceItem {
  readonly view: DocumentView;
}

export const viewsRelation = systemRelation<ViewRow>({
  name: "tributary.views",
  keys: ["provider", "service"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    name: ["text", ({ name }) => name],
    required_params: ["text", ({ view }) => view.required.join(", ")],
    definition: ["text", ({ view }) => view.sql],
  },
  items: async function* items(catalog, keys) {
    for await (const resources of walkResources(catalog, keys, hasViews)) {
      yield resources.flatMap((item) => (item.resource.views ?? []).map((view) => ({ ...item, view })));
    }
  },
});
