/** Values of an overlay together with where they stand, so that every complaint names file and key. */
import { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";

/** A value of a file and the key that leads to it; the key of the root is "". */
export interface Placed {
  readonly file: string;
  readonly key: string;
  readonly value: unknown;
}

/** The error of facts or an overlay that cannot become a provider document: `file: key: message`. */
export function documentError(place: Omit<Placed, "value">, message: string, hint?: string): EngineError {
  const where = [place.file, place.key].filter((part) => part !== "").join(": ");
  return new EngineError({
    condition: "invalid_provider_document",
    stage: "registry",
    message: `${where}: ${message}`,
    hint,
  });
}

/** The members of a map; [] where the value is absent. Throws where it is no map. */
export function membersOf(placed: Placed): readonly (readonly [name: string, member: Placed])[] {
  const { file, value } = placed;
  if (value === undefined) return [];
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw documentError(placed, "must be a map");
  return Object.entries(value).map(([name, member]) => [
    name,
    { file, key: keyBelow(placed.key, name), value: member },
  ]);
}

/** The members of a map by name; throws where one is none of `allowed`. */
export function fieldsOf<K extends string>(placed: Placed, allowed: readonly K[]): { readonly [name in K]: Placed } {
  const members = new Map(membersOf(placed));
  for (const [name, member] of members) {
    if (!(allowed as readonly string[]).includes(name)) {
      throw documentError(member, "this key is not read by anything", didYouMean(name, allowed));
    }
  }
  const absent = (name: string): Placed => ({ file: placed.file, key: keyBelow(placed.key, name), value: undefined });
  return Object.fromEntries(allowed.map((name) => [name, members.get(name) ?? absent(name)])) as {
    [name in K]: Placed;
  };
}

/** A text that must be there and say something. */
export function textOf(placed: Placed): string {
  const text = optionalTextOf(placed);
  if (text === undefined) throw documentError(placed, "is missing");
  return text;
}

/** A text, or undefined where there is none. */
export function optionalTextOf(placed: Placed): string | undefined {
  const { value } = placed;
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.trim() === "")
    throw documentError(placed, "must be a text that says something");
  return value.trim();
}

/** The texts of a list; [] where the value is absent. */
export function textsOf(placed: Placed): readonly string[] {
  const { file, key, value } = placed;
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw documentError(placed, "must be a list");
  return value.map((item: unknown, index) => textOf({ file, key: `${key}[${index}]`, value: item }));
}

function keyBelow(key: string, name: string): string {
  return key === "" ? name : `${key}.${name}`;
}
