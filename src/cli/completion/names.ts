/** The names of the catalog, as completion asks for them: level by level, from the indexes only. */
import type { Catalog } from "../../catalog/catalog.ts";
import { systemRelations } from "../../catalog/relations/system-relations.ts";
import type { Candidate } from "./complete.ts";

export interface Names {
  /** Installed providers. */
  providers(): Promise<readonly Candidate[]>;
  /** What may begin the name of a relation: providers, and the schemas of relations about them. */
  first(): Promise<readonly Candidate[]>;
  /** What may follow such names: services of a provider, relations of a schema; empty where there is none. */
  below(path: readonly string[]): Promise<{ readonly candidates: readonly Candidate[]; readonly last: boolean }>;
}

/** Relations of the catalog itself: `tributary.methods`, … */
const systemNames = Object.keys(systemRelations).map((name) => name.split("."));

/** A provider that cannot be read has no names here: whoever asks it is told why. */
export function namesOf(catalog: Catalog): Names {
  const providers = async (): Promise<readonly Candidate[]> =>
    (await catalog.providerNames()).map((text) => ({ text }));
  return {
    providers,
    first: async () => {
      const schemas = new Set(systemNames.flatMap(([schema = ""]) => schema));
      return [...(await providers()), ...[...schemas].map((text) => ({ text }))];
    },
    below: async ([first = "", second, ...more]) => {
      const relations = systemNames.filter(([schema]) => schema === first);
      if (relations.length > 0) return { candidates: relations.map(([, text = ""]) => ({ text })), last: true };
      const provider = await catalog.provider(first).catch(() => undefined);
      const services = provider?.services ?? [];
      if (second === undefined) {
        return { candidates: services.map(({ name, title }) => ({ text: name, description: title })), last: false };
      }
      const resources = services.find(({ name }) => name === second)?.resources ?? [];
      if (more.length > 0) return { candidates: [], last: true };
      return { candidates: resources.map(({ name, title }) => ({ text: name, description: title })), last: true };
    },
  };
}
