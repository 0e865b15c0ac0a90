/** `tributary.resources` as text, where the names of everything are at hand; as rows where they are not. */
import type { Piece } from "../../common/block.ts";
import type { Catalog, RelationPieces } from "../catalog.ts";
import { inLines } from "./name-lines.ts";
import { walkServices } from "./walk.ts";

export const resourcePieces: RelationPieces = {
  places: inLines,
  read: async function* read(catalog: Catalog, places: readonly number[]): AsyncIterable<Piece> {
    const list = await catalog.nameList?.();
    if (list !== undefined) {
      const { count: length, lines } = list;
      yield { length, lines, between: ",", fields: inLines.size, columns: places.map((place) => [place]) };
      return;
    }
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
