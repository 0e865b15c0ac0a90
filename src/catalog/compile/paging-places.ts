/** What a response's schema says of paging: its properties that may tell of the next page, and where they are. */
import { isObject, objectAt, textAt } from "./json.ts";
import type { Schemas } from "./schemas.ts";
import { columnTypeOf, isArraySchema } from "./types.ts";

/** A property beside the rows. */
export interface Place {
  /** As `plainName` has it. */
  readonly name: string;
  readonly path: readonly string[];
  /** Plain names of what it lies within: `meta/page`, "" at the top. */
  readonly within: string;
  /** The type of its values, as columns have it. */
  readonly type: string;
}

/** Objects in which APIs wrap what they say of paging, by plain name. */
const wrappers = new Set([
  "cursor",
  "cursors",
  "data",
  "links",
  "meta",
  "metadata",
  "next",
  "page",
  "pageinfo",
  "pages",
  "pagination",
  "paging",
  "responsemetadata",
  "resultinfo",
]);

/** A name without what documents write differently: `NextToken`, `next-token` and `next_token` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.@$]/g, "");
}

/** The properties beside the rows at `rowPath`, three levels deep at most, those nearer to the top first. */
export function placesIn(schemas: Schemas, root: unknown, rowPath: readonly string[]): readonly Place[] {
  const places: Place[] = [];
  let level: { readonly node: unknown; readonly path: readonly string[] }[] = [{ node: root, path: [] }];
  for (let depth = 0; depth < 3 && level.length > 0; depth++) {
    const deeper: typeof level = [];
    for (const { node, path } of level) {
      const within = path.map(plainName).join("/");
      for (const [key, property] of schemas.properties(node)) {
        const schema = schemas.flatten(property);
        if (isArraySchema(schema)) continue;
        const at = { node: property, path: [...path, key] };
        const isWay = rowPath.length > at.path.length && at.path.every((name, index) => name === rowPath[index]);
        if (isWay || (wrappers.has(plainName(key)) && isObject(schema["properties"]))) deeper.push(at);
        else places.push({ name: plainName(key), path: at.path, within, type: columnTypeOf(schemas, schema) });
      }
    }
    level = deeper;
  }
  return places;
}

/** True where a schema has a list among its own properties. */
export function holdsList(schemas: Schemas, root: unknown): boolean {
  return [...schemas.properties(root).values()].some((node) => isArraySchema(schemas.flatten(node)));
}

/** The default that a parameter's schema names, where it is a whole number. */
export function defaultOf(schemas: Schemas, parameter: unknown): number | undefined {
  const value = Number(textAt(schemas.flatten(objectAt(parameter, "schema")), "default") ?? Number.NaN);
  return Number.isInteger(value) ? value : undefined;
}
