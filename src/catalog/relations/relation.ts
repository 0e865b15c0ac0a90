/** Makes a system relation out of a table of columns: name, type, and how to read the cell from an item. */
import type { Batch, ColumnType, Row, Value } from "../../common/value.ts";
import type { Catalog, RelationPieces, RowFilter, SystemRelation } from "../catalog.ts";
import type { SessionFacts } from "../session-facts.ts";

/** Values that bind key columns, by column name. */
export type Keys = ReadonlyMap<string, Value>;

export interface RelationDefinition<T> {
  readonly name: string;
  readonly keys: readonly string[];
  readonly columns: { readonly [column: string]: readonly [type: ColumnType, cell: (item: T) => Value | undefined] };
  /**
   * Yields items as they are read; the keys narrow what is read, and items that `filter` refuses may be left out. An
   * item is looked at before the next is asked for.
   */
  // oxlint-disable-next-line max-params -- as the interface has them
  items(
    catalog: Catalog,
    keys: Keys,
    session?: SessionFacts,
    filter?: RowFilter,
    signal?: AbortSignal,
  ): AsyncIterable<Iterable<T>>;
  readonly pieces?: RelationPieces;
}

/** A key bound to NULL equals nothing, so there are no rows. */
export function systemRelation<T>(definition: RelationDefinition<T>): SystemRelation {
  const { name, keys, columns } = definition;
  const cells = Object.values(columns).map(([, cell]) => cell);
  const rowOf = (item: T): Row => cells.map((cell) => cell(item) ?? null);
  return {
    name,
    keys,
    requiredKeys: [],
    ...(definition.pieces !== undefined && { pieces: definition.pieces }),
    columns: Object.entries(columns).map(([column, [type]]) => ({ name: column, type })),
    // oxlint-disable-next-line max-params -- as the interface has them
    rows: async function* rows(
      catalog: Catalog,
      bound: Keys,
      session?: SessionFacts,
      filter?: RowFilter,
      signal?: AbortSignal,
    ): AsyncIterable<Batch> {
      const isWanted = filter === undefined ? () => true : itemFilter(cells, filter);
      if (keys.some((key) => bound.get(key) === null)) return;
      for await (const items of definition.items(catalog, bound, session, filter, signal)) {
        const rows: Row[] = [];
        for (const item of items) if (isWanted(item)) rows.push(rowOf(item));
        if (rows.length > 0) yield rows;
      }
    },
  };
}

/** Of what a filter refuses no row is made: one is filled again and again, as far as the filter looks. */
function itemFilter<T>(
  cells: readonly ((item: T) => Value | undefined)[],
  { places, keep }: RowFilter,
): (item: T) => boolean {
  const row: Value[] = cells.map(() => null);
  const fills = places.map((place) => (item: T) => {
    row[place] = cells[place]?.(item) ?? null;
  });
  return (item) => {
    fills.forEach((fill) => fill(item));
    return keep(row);
  };
}
