/** Facts of one service whose schemas have a name in common and differ: the later ones are given names of their own. */
import { isDeepStrictEqual } from "node:util";
import { schemaName, type ApiFacts, type FactsByName, type Schema } from "./openapi.ts";

/** The facts of these names, in their order; a schema `X` that differs from one before it is `X_<facts>`. */
export function toldApart(names: readonly string[], facts: FactsByName): FactsByName {
  const taken = new Map<string, Schema>();
  const entries = names.flatMap((name) => {
    const api = facts[name];
    if (api === undefined) return [];
    const renamed = renamedSchemas(api, taken);
    const result = renamed.size === 0 ? api : withNames(api, renamed, name);
    for (const [schema, value] of Object.entries(result.components.schemas)) taken.set(schema, value);
    return [[name, result] as const];
  });
  return Object.fromEntries(entries);
}

/** Those that differ themselves, and those that refer to one of them. */
function renamedSchemas(api: ApiFacts, taken: ReadonlyMap<string, Schema>): ReadonlySet<string> {
  const { schemas } = api.components;
  const shared = Object.entries(schemas).filter(([name]) => taken.has(name));
  const renamed = new Set(
    shared.filter(([name, schema]) => !isDeepStrictEqual(schema, taken.get(name))).map(([name]) => name),
  );
  for (let before = -1; before < renamed.size;) {
    before = renamed.size;
    for (const [name, schema] of shared) if (refersTo(schema, renamed)) renamed.add(name);
  }
  return renamed;
}

function refersTo(part: unknown, names: ReadonlySet<string>): boolean {
  if (part === null || typeof part !== "object") return false;
  return Object.entries(part).some(([key, value]) =>
    key === "$ref" && typeof value === "string" ? names.has(schemaName(value) ?? "") : refersTo(value, names),
  );
}

function withNames(api: ApiFacts, renamed: ReadonlySet<string>, suffix: string): ApiFacts {
  const nameOf = (name: string): string => (renamed.has(name) ? `${name}_${suffix}` : name);
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (part === null || typeof part !== "object") {
      const name = typeof part === "string" ? schemaName(part) : undefined;
      return name === undefined ? part : `#/components/schemas/${nameOf(name)}`;
    }
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, walk(value)]));
  };
  const { schemas, ...components } = api.components;
  const named = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [nameOf(name), walk(schema)]));
  return {
    ...api,
    paths: walk(api.paths),
    components: { ...(walk(components) as object), schemas: named },
  } as ApiFacts;
}
