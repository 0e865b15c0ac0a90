/** What the compiled providers in a folder hold, counted as the census of published documents counts it. */
import { openCatalog } from "../../src/catalog/store/open.ts";
import { sqlVerbs, type Resource, type Service, type SqlVerb } from "../../src/catalog/model.ts";

/** Of one provider. */
export interface Counts {
  readonly services: number;
  /** Services that the provider names and whose documents it lacks. */
  readonly serviceDocsMissingInMirror: number;
  readonly resources: number;
  readonly methods: number;
  /** Resources with a select method or a view. */
  readonly selectable: number;
  readonly views: number;
  readonly zeroColumnSelect: number;
  /** Methods that a verb lists, or none (exec); one that two verbs list counts for both. */
  readonly verbs: { readonly [verb: string]: number };
  readonly http: { readonly [method: string]: number };
}

/** Name, resources, methods, selectable resources. */
export type ServiceCounts = readonly [name: string, resources: number, methods: number, selectable: number];

export interface ProviderCounts {
  readonly counts: Counts;
  readonly services: readonly ServiceCounts[];
  /** Columns of all select methods: their types, and how many each method has. */
  readonly columnTypes: readonly string[];
  readonly widths: readonly number[];
}

/** Counts a provider of `userDirectory`. Throws where it has none of that name. */
export async function countsOf(userDirectory: string, name: string): Promise<ProviderCounts> {
  const catalog = openCatalog({ userDirectory });
  const provider = await catalog.provider(name);
  if (provider === undefined) throw new Error(`${userDirectory} has no provider ${name}`);
  const services: Service[] = [];
  for (const { name: service, unavailable } of provider.services) {
    const found = unavailable === undefined ? await catalog.service(name, service) : undefined;
    if (found !== undefined) services.push(found);
  }
  const resources = services.flatMap((service) => service.resources);
  const columns = resources.flatMap(({ methods }) =>
    methods.filter(({ verb }) => verb === "select").map(({ response }) => response.columns),
  );
  return {
    counts: {
      services: provider.services.length,
      serviceDocsMissingInMirror: provider.services.length - services.length,
      resources: resources.length,
      methods: resources.flatMap(({ methods }) => methods).length,
      selectable: resources.filter(isSelectable).length,
      views: resources.filter(({ views = [] }) => views.length > 0).length,
      zeroColumnSelect: columns.filter(({ length }) => length === 0).length,
      verbs: tally(resources.flatMap(listingsOf)),
      // A query that is sent as a form is declared as a GET.
      http: tally(
        resources.flatMap(({ methods }) =>
          methods.map(({ request }) => (request.queryAsForm === true ? "get" : request.httpMethod.toLowerCase())),
        ),
      ),
    },
    services: services.map(({ name: service, resources: own }) => [
      service,
      own.length,
      own.flatMap(({ methods }) => methods).length,
      own.filter(isSelectable).length,
    ]),
    columnTypes: columns.flat().map(({ type }) => type),
    widths: columns.map(({ length }) => length),
  };
}

function isSelectable({ verbs, views = [] }: Resource): boolean {
  return verbs.select.length > 0 || views.length > 0;
}

function listingsOf({ methods, verbs }: Resource): readonly SqlVerb[] {
  return sqlVerbs.flatMap((verb) =>
    verb === "exec"
      ? methods.filter((method) => method.verb === verb).map(() => verb)
      : [...new Set(verbs[verb])].map(() => verb),
  );
}

/** How often each of some words occurs. */
export function tally(words: readonly string[]): { readonly [word: string]: number } {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
