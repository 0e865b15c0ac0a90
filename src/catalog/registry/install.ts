/** Provider documents → a compiled provider on disk. Pulling and the build of the package both end here. */
import { compileProvider, serviceReferences, summariesOf, type ServiceOutcome } from "../compile/provider.ts";
import { compileService } from "../compile/service.ts";
import { textAt } from "../compile/json.ts";
import type { Provider } from "../model.ts";
import { stageProvider, type ProviderStage } from "../store/write.ts";
import { checkAborted, registryError, type Documents } from "./source.ts";
import { parseDocument } from "./yaml.ts";

export interface Installation {
  readonly documents: Documents;
  /** Where the compiled provider will lie; what lies there is replaced only by a whole provider. */
  readonly folder: string;
  readonly shipped: boolean;
  /** The name that the provider must have, where it is known. */
  readonly name?: string | undefined;
  /** Instead of the version that the documents state. */
  readonly version?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compiles all services and puts the provider in place. A service whose document is absent or broken is marked
 * unavailable. Throws `registry_error` where no service can be used, `invalid_provider_document` where provider.yaml
 * is none, `io_error` where the disk refuses, `query_canceled`; the old provider then stays.
 */
export async function installProvider(installation: Installation): Promise<Provider> {
  const { documents, folder, shipped, name, version } = installation;
  const document = await readProviderDocument(documents);
  const found = textAt(document, "name");
  if (name !== undefined && found !== name) throw registryError(`the documents are of provider ${found}, not ${name}`);
  const stage = await stageProvider(folder, shipped ? "replace" : "version");
  try {
    const services = await compileServices(document, stage, installation);
    const provider = compileProvider(document, { shipped, services, version });
    const usable = provider.services.filter((service) => service.unavailable === undefined);
    if (usable.length === 0) {
      const reason = provider.services[0]?.unavailable ?? "it names none";
      throw registryError(`provider ${provider.name} has no usable service: ${reason}`);
    }
    await stage.finish(provider);
    return provider;
  } finally {
    await stage.discard();
  }
}

async function readProviderDocument(documents: Documents): Promise<unknown> {
  const bytes = await documents.read("provider.yaml");
  if (bytes === undefined) throw registryError("there is no provider.yaml");
  try {
    return parseDocument(bytes);
  } catch (error) {
    throw registryError(`provider.yaml cannot be parsed: ${reasonOf(error)}`, undefined, error);
  }
}

async function compileServices(
  document: unknown,
  stage: ProviderStage,
  { documents, signal }: Installation,
): Promise<ReadonlyMap<string, ServiceOutcome>> {
  const provider = textAt(document, "name") ?? "";
  const outcomes = new Map<string, ServiceOutcome>();
  // While a service is written, by other threads, the next one is compiled.
  let writing: Promise<void> = Promise.resolve();
  for (const { name, file } of serviceReferences(document)) {
    if (signal !== undefined) checkAborted(signal);
    const bytes = await documents.read(file);
    if (bytes === undefined) {
      outcomes.set(name, { unavailable: `its document ${file} is absent` });
      continue;
    }
    const compiled = attempt(file, () =>
      compileService(parseDocument(bytes), { provider, service: name, providerDocument: document }),
    );
    if ("unavailable" in compiled) {
      outcomes.set(name, compiled);
    } else {
      await writing;
      writing = stage.writeService(compiled);
      writing.catch(() => undefined);
      outcomes.set(name, { resources: summariesOf(compiled) });
    }
  }
  await writing;
  return outcomes;
}

/** Whatever a foreign document makes the compiler throw, stack overflow included, costs that service only. */
function attempt<T>(file: string, compile: () => T): T | { readonly unavailable: string } {
  try {
    return compile();
  } catch (error) {
    return { unavailable: `its document ${file} cannot be used: ${reasonOf(error)}` };
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0]?.slice(0, 300) ?? "";
}
