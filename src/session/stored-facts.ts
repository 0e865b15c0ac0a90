/** What a session tells of its views and tables, and of the columns of whatever can be selected. */
import { sameName } from "../planner/binder/same-name.ts";
import type { ColumnFact, StoredFact } from "../catalog/session-facts.ts";
import { type BindEnvironment, findResource } from "../planner/binder/relations.ts";
import { storedColumnsOf, viewColumnsOf } from "../planner/binder/view-columns.ts";
import type { Store } from "../execution/backends/sqlite/store.ts";
import { print } from "../sql/printer.ts";
import { identifier, syntheticSpan } from "../sql/build.ts";
import { tableDefinition } from "../planner/binder/store-definition.ts";
import type { StoredTable } from "../planner/stored.ts";
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

async function columnsOf(parts: readonly string[], environment: BindEnvironment): Promise<readonly ColumnFact[]> {
  const name = {
    kind: "qualified-name",
    parts: parts.map((part) => identifier(part, true)),
    span: syntheticSpan,
  } as const;
  try {
    if (parts.length > 1) return (await viewColumnsOf(await findResource(name, environment), environment)) ?? [];
    const found = environment.stored?.find(parts[0] ?? "");
    if (found?.kind === "table") return columnsOfTable(found);
    return found === undefined ? [] : await storedColumnsOf(found, name, environment);
  } catch {
    // A view that names what is no more: the list of all is not to fail for it.
    return [];
  }
}

/** Those of a table, with what its definition says of them. */
function columnsOfTable(table: StoredTable): readonly ColumnFact[] {
  const { columns, constraints } = tableDefinition(table);
  const keys = constraints.flatMap((one) => (one.what === "PRIMARY KEY" ? one.columns : []));
  return table.columns.map((column, index): ColumnFact => {
    const { notNull = false, primaryKey = false, default: value } = columns[index] ?? {};
    const isKey = primaryKey || keys.some(({ name }) => sameName(name, column.name));
    return { ...column, notNull: notNull || isKey, ...(value === undefined ? {} : { default: print(value) }) };
  });
}
