/**
 * The index of a provider as text. A registry names some eighteen thousand resources: as an object each they take
 * longer to parse than a process to start, so their names and texts are columns, cut when somebody looks at them.
 */
import type { Provider, ResourceSummary, ServiceSummary, SummaryColumns } from "../model.ts";

/** Raised whenever the compiled form changes in a way that older readers would misread. */
const compiledFormat = 2;

/** Texts joined by line ends; a list where there are none, or one holds a line end itself. */
type Texts = string | readonly string[];

/** The resources of a service, column by column. What follows from another column is left out. */
interface ResourceColumns {
  readonly names: Texts;
  /** Where one is not `provider.service.name`. */
  readonly ids?: Texts;
  /** Where one is not the name. */
  readonly titles?: Texts;
  /** Where one is not the title. */
  readonly descriptions?: Texts;
  /** What few resources have, by position. */
  readonly more?: { readonly [position: number]: Pick<ResourceSummary, "aliases" | "view"> };
}

/** The first line. */
interface IndexHead {
  readonly format: number;
  readonly provider: Omit<Provider, "services">;
}

/** An item of the list that is the second line. */
type StoredService = Omit<ServiceSummary, "resources" | "columns"> & { readonly resources: ResourceColumns };

/** The content of `index.json`: a line about the provider, a line about its services. */
export function indexText({ services, ...provider }: Provider): string {
  const head: IndexHead = { format: compiledFormat, provider };
  const stored = services.map((service): StoredService => ({
    ...service,
    resources: columnsOf(service.resources, `${provider.name}.${service.name}`),
  }));
  return `${JSON.stringify(head)}\n${JSON.stringify(stored)}`;
}

/**
 * Reads it back; undefined where another format was written. The services are parsed when they are looked at, and
 * `onDamage` makes the error where they cannot be. Throws SyntaxError where the first line is no JSON.
 */
export function indexOf(text: string, onDamage: (error: unknown) => Error): Provider | undefined {
  const end = text.indexOf("\n");
  const { format, provider } = JSON.parse(end < 0 ? text : text.slice(0, end)) as IndexHead;
  if (format !== compiledFormat) return undefined;
  let services: readonly ServiceSummary[] | undefined;
  return {
    ...provider,
    get services() {
      return (services ??= servicesIn(text.slice(end + 1), provider.name, onDamage));
    },
  };
}

function servicesIn(text: string, provider: string, onDamage: (error: unknown) => Error): readonly ServiceSummary[] {
  try {
    const stored = JSON.parse(text) as readonly StoredService[];
    return stored.map((service) => new IndexedService(service, provider));
  } catch (error) {
    throw onDamage(error);
  }
}

/** A service whose resources are made anew each time: what a search passes over is garbage at once, and cheap. */
class IndexedService implements ServiceSummary {
  readonly #stored: StoredService;
  readonly #provider: string;

  constructor(stored: StoredService, provider: string) {
    this.#stored = stored;
    this.#provider = provider;
  }

  get name(): string {
    return this.#stored.name;
  }
  get id(): string {
    return this.#stored.id;
  }
  get title(): string {
    return this.#stored.title;
  }
  get description(): string {
    return this.#stored.description;
  }
  get version(): string {
    return this.#stored.version;
  }
  get preferred(): boolean {
    return this.#stored.preferred;
  }
  get unavailable(): string | undefined {
    return this.#stored.unavailable;
  }
  get resources(): readonly ResourceSummary[] {
    return resourcesIn(this.#stored.resources, `${this.#provider}.${this.name}`);
  }
  columns(): SummaryColumns {
    return columnsIn(this.#stored.resources);
  }
}

function columnsOf(resources: readonly ResourceSummary[], service: string): ResourceColumns {
  const has = (differs: (resource: ResourceSummary) => boolean): boolean => resources.some(differs);
  const column = (key: "name" | "id" | "title" | "description"): Texts => joined(resources.map((one) => one[key]));
  const more = resources.flatMap(({ aliases, view }, position) =>
    aliases === undefined && view === undefined ? [] : [[position, { aliases, view }] as const],
  );
  return {
    names: column("name"),
    ...(has(({ id, name }) => id !== `${service}.${name}`) && { ids: column("id") }),
    ...(has(({ title, name }) => title !== name) && { titles: column("title") }),
    ...(has(({ description, title }) => description !== title) && { descriptions: column("description") }),
    ...(more.length > 0 && { more: Object.fromEntries(more) as NonNullable<ResourceColumns["more"]> }),
  };
}

function columnsIn(columns: ResourceColumns): SummaryColumns {
  const names = cut(columns.names);
  const titles = columns.titles === undefined ? names : cut(columns.titles);
  const descriptions = columns.descriptions === undefined ? titles : cut(columns.descriptions);
  return { names, ids: columns.ids === undefined ? undefined : cut(columns.ids), titles, descriptions };
}

function resourcesIn(columns: ResourceColumns, service: string): readonly ResourceSummary[] {
  const { names, ids, titles, descriptions } = columnsIn(columns);
  return names.map((name, position) => ({
    name,
    id: ids?.[position] ?? `${service}.${name}`,
    title: titles[position] ?? "",
    description: descriptions[position] ?? "",
    ...columns.more?.[position],
  }));
}

function joined(texts: readonly string[]): Texts {
  return texts.length === 0 || texts.some((text) => text.includes("\n")) ? texts : texts.join("\n");
}

function cut(texts: Texts): readonly string[] {
  return typeof texts === "string" ? texts.split("\n") : texts;
}
