/** A provider on disk as a registry's source tree has it: `provider.yaml`, `services/*.yaml` beside it. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { dump } from "js-yaml";
import type { Catalog } from "../catalog/catalog.ts";
import { isObject, optional, textAt, type JsonObject } from "../catalog/compile/json.ts";
import { compileProvider, serviceReferences, summariesOf, type ServiceOutcome } from "../catalog/compile/provider.ts";
import { compileService } from "../catalog/compile/service.ts";
import type { Service } from "../catalog/model.ts";
import { parseDocument } from "../catalog/registry/yaml.ts";
import { toEngineError, reasonOf } from "../common/error.ts";
import type { ProviderDocuments } from "./build-provider.ts";
import { documentError } from "./place.ts";

export interface ProviderFolder {
  readonly name: string;
  readonly file: string;
  readonly document: JsonObject;
  readonly services: readonly ServiceFile[];
  /** Files in `services/` that the provider does not name. */
  readonly strays: readonly string[];
}

export interface ServiceFile {
  /** The name of the service in SQL. */
  readonly name: string;
  readonly file: string;
  /** As `provider.yaml` names it, where the name differs in case. */
  readonly named?: string;
  /** Why it cannot be read; else it is in `document`. */
  readonly problem?: string;
  readonly document: JsonObject;
}

/** Reads `folder/provider.yaml`, or that file itself, and its services. Throws `invalid_provider_document`. */
export async function readProviderFolder(path: string): Promise<ProviderFolder> {
  const file = /\.(ya?ml|json)$/.test(path) ? path : join(path, "provider.yaml");
  const document = await read(file);
  if (typeof document === "string") {
    throw documentError({ file, key: "" }, document, "Name a folder that holds provider.yaml and services/.");
  }
  const folder = dirname(file);
  const present = await readdir(join(folder, "services")).catch(() => []);
  const services = await Promise.all(
    serviceReferences(document).map(async ({ name, file: place }): Promise<ServiceFile> => {
      const there = inAnyCase(place, present);
      const found = await read(join(folder, there));
      const at = { name, file: join(folder, there), ...optional("named", there === place ? undefined : place) };
      return typeof found === "string" ? { ...at, problem: found, document: {} } : { ...at, document: found };
    }),
  );
  const taken = new Set(services.map((service) => basename(service.file)));
  const strays = present.filter((name) => !taken.has(name)).map((name) => join(folder, "services", name));
  return { name: textAt(document, "name") ?? textAt(document, "id") ?? "", file, document, services, strays };
}

/** The file that is meant: the one of this name, else one whose name differs in case, as the engine reads it. */
function inAnyCase(place: string, present: readonly string[]): string {
  if (dirname(place) !== "services" || present.includes(basename(place))) return place;
  const found = present.find((name) => name.toLowerCase() === basename(place).toLowerCase());
  return found === undefined ? place : join("services", found);
}

/** The document, or why there is none. */
async function read(file: string): Promise<JsonObject | string> {
  try {
    const parsed = parseDocument(await readFile(file));
    return isObject(parsed) ? parsed : "must be a map";
  } catch (error) {
    const isAbsent = isObject(error) && error["code"] === "ENOENT";
    return isAbsent ? "is absent" : reasonOf(error);
  }
}

/** A catalog of the one provider, compiled in memory; services that cannot be compiled are unavailable in it. */
export function catalogOf({ name, document, services: files }: ProviderFolder): Catalog {
  const services = new Map<string, Service>();
  const outcomes = new Map<string, ServiceOutcome>();
  for (const { name: service, document: source, problem } of files) {
    try {
      if (problem !== undefined) throw documentError({ file: service, key: "" }, problem);
      const compiled = compileService(source, { provider: name, service, providerDocument: document });
      services.set(service, compiled);
      outcomes.set(service, { resources: summariesOf(compiled) });
    } catch (error) {
      outcomes.set(service, { unavailable: toEngineError(error).message });
    }
  }
  const provider = compileProvider(document, { shipped: true, services: outcomes });
  return {
    providerNames: async () => [name],
    provider: async (asked) => (asked === name ? provider : undefined),
    service: async (asked, service) => (asked === name ? services.get(service) : undefined),
  };
}

/** Writes a provider below `root` as a registry has it: `<name>/<version>/`; what lay there before is replaced. */
export async function writeProviderFolder(documents: ProviderDocuments, root: string): Promise<string> {
  const folder = join(root, documents.name, documents.version);
  await rm(folder, { recursive: true, force: true });
  await writeYaml(join(folder, "provider.yaml"), documents.provider);
  for (const [service, document] of Object.entries(documents.services)) {
    await writeYaml(join(folder, "services", `${service}.yaml`), document);
  }
  return folder;
}

async function writeYaml(file: string, document: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, dump(document, { lineWidth: 120, noRefs: true }));
}
