/** What a session tells of its views and tables, and of the columns of whatever can be selected. */
import type { StoredFact } from "../catalog/session-facts.ts";
import type { Column } from "../common/value.ts";
import { type BindEnvironment, findResource } from "../planner/binder/relations.ts";
import { storedColumnsOf, viewColumnsOf } from "../planner/binder/view-columns.ts";
import type { Store } from "../execution/backends/sqlite/store.ts";
import { identifier, syntheticSpan } from "../sql/build.ts";
import type { StoredFacts } from "./port.ts";

/** Facts over a store, and over what the environment can bind. */
export function storedFacts(store: Store, environment: BindEnvironment): StoredFacts {
  const isLasting = store.schemaFor(false) === "store";
  return {
    stored: () =>
      store.list().map(({ name, kind, schema, sql }): StoredFact => {
        return { name, kind, schema, temporary: isLasting && schema === "session", definition: sql };
      }),
    kept: () => store.openRowCache()?.list() ?? [],
    columnsOf: (name) => columnsOf(name, environment),
  };
}

async function columnsOf(parts: readonly string[], environment: BindEnvironment): Promise<readonly Column[]> {
  const name = {
    kind: "qualified-name",
    parts: parts.map((part) => identifier(part, true)),
    span: syntheticSpan,
  } as const;
  try {
    if (parts.length > 1) return (await viewColumnsOf(await findResource(name, environment), environment)) ?? [];
    const found = environment.stored?.find(parts[0] ?? "");
    return found === undefined ? [] : await storedColumnsOf(found, name, environment);
  } catch {
    // A view that names what is no more: the list of all is not to fail for it.
    return [];
  }
}
