/**
 * The index of a provider as text. A registry names some eighteen thousand resources: as an object each they take
 * longer to parse than a process to start, so their names and texts are columns, cut when somebody looks at them.
 */
import type { Provider, ResourceSummary, ServiceSummary } from "../model.ts";

/** Raised whenever the compiled form changes in a way that older readers would misread. */
export const compiledFormat = 2;

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

interface CompiledIndex {
  readonly format: number;
  readonly provider: Omit<Provider, "services"> & {
    readonly services: readonly (Omit<ServiceSummary, "resources"> & { readonly resources: ResourceColumns })[];
  };
}

/** The content of `index.json`. */
export function indexText(provider: Provider): string {
  const services = provider.services.map((service) => ({
    ...service,
    resources: columnsOf(service.resources, `${provider.name}.${service.name}`),
  }));
  const index: CompiledIndex = { format: compiledFormat, provider: { ...provider, services } };
  return JSON.stringify(index);
}

/** Reads it back; undefined where another format was written. Throws SyntaxError where it is no JSON. */
export function indexOf(text: string): Provider | undefined {
  const { format, provider } = JSON.parse(text) as CompiledIndex;
  if (format !== compiledFormat) return undefined;
  const services = provider.services.map((service): ServiceSummary => ({
    ...service,
    // Made anew each time: what a search passes over is garbage at once, and cheap.
    get resources() {
      return resourcesIn(service.resources, `${provider.name}.${service.name}`);
    },
  }));
  return { ...provider, services };
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

function resourcesIn(columns: ResourceColumns, service: string): readonly ResourceSummary[] {
  const names = cut(columns.names);
  const ids = columns.ids === undefined ? undefined : cut(columns.ids);
  const titles = columns.titles === undefined ? names : cut(columns.titles);
  const descriptions = columns.descriptions === undefined ? titles : cut(columns.descriptions);
  const plain = names.map((name, position): ResourceSummary => ({
    name,
    id: ids?.[position] ?? `${service}.${name}`,
    title: titles[position] ?? "",
    description: descriptions[position] ?? "",
  }));
  const { more } = columns;
  return more === undefined ? plain : plain.map((resource, position) => ({ ...resource, ...more[position] }));
}

function joined(texts: readonly string[]): Texts {
  return texts.length === 0 || texts.some((text) => text.includes("\n")) ? texts : texts.join("\n");
}

function cut(texts: Texts): readonly string[] {
  return typeof texts === "string" ? texts.split("\n") : texts;
}
