/** `tributary.resources` as text, where the names of everything are at hand; as rows where they are not. */
import type { Piece } from "../../common/block.ts";
import type { Catalog, NameList, RelationPieces } from "../catalog.ts";
import { walkServices } from "./walk.ts";

/** What a cell of each column is put together of, where the lines say it: provider, service, name. */
const cells: readonly ((list: NameList) => readonly (string | number)[])[] = [
  ({ provider }) => [provider],
  () => [0],
  () => [1],
];

export const resourcePieces: RelationPieces = {
  places: new Set(cells.keys()),
  read: async function* read(catalog: Catalog, places: readonly number[]): AsyncIterable<Piece> {
    const lists = await catalog.nameLists?.();
    for (const list of lists ?? []) {
      const columns = places.map((place) => cells[place]?.(list) ?? []);
      yield { length: list.count, lines: list.lines, fields: 2, columns };
    }
    if (lists !== undefined) return;
    for await (const services of walkServices(catalog, new Map())) {
      for (const { provider, service } of services) {
        yield service.resources.map(({ name }) => {
          const row = [provider.name, service.name, name];
          return places.map((place) => row[place] ?? null);
        });
      }
    }
  },
};
