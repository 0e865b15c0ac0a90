/** Makes a system relation out of a table of columns: name, type, and how to read the cell from an item. */
import type { Batch, ColumnType, Value } from "../../common/value.ts";
import type { Catalog, SystemRelation } from "../catalog.ts";
import type { SessionFacts } from "../session-facts.ts";

/** Values that bind key columns, by column name. */
export type Keys = ReadonlyMap<string, Value>;

export interface RelationDefinition<T> {
  readonly name: string;
  readonly keys: readonly string[];
  readonly columns: { readonly [column: string]: readonly [type: ColumnType, cell: (item: T) => Value | undefined] };
  /** Yields items as they are read; the keys narrow what is read. */
  items(catalog: Catalog, keys: Keys, session?: SessionFacts): AsyncIterable<readonly T[]>;
}

/** A key bound to NULL equals nothing, so there are no rows. */
export function systemRelation<T>(definition: RelationDefinition<T>): SystemRelation {
  const { name, keys, columns } = definition;
  const cells = Object.values(columns).map(([, cell]) => cell);
  return {
    name,
    keys,
    requiredKeys: [],
    columns: Object.entries(columns).map(([column, [type]]) => ({ name: column, type })),
    rows: async function* rows(catalog: Catalog, bound: Keys, session?: SessionFacts): AsyncIterable<Batch> {
      if (keys.some((key) => bound.get(key) === null)) return;
      for await (const items of definition.items(catalog, bound, session)) {
        if (items.length > 0) yield items.map((item) => cells.map((cell) => cell(item) ?? null));
      }
    },
  };
}
