/** Provider documents → a compiled provider on disk. Pulling and the build of the package both end here. */
import { compileProvider, serviceReferences, type ServiceOutcome } from "../compile/provider.ts";
import { textAt } from "../compile/json.ts";
import type { Provider } from "../model.ts";
import { stageProvider, type ProviderStage } from "../store/write.ts";
import { shortReasonOf, type CompileJob } from "./compile-file.ts";
import { compilersFor } from "./compilers.ts";
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
    throw registryError(`provider.yaml cannot be parsed: ${shortReasonOf(error)}`, undefined, error);
  }
}

async function compileServices(
  document: unknown,
  stage: ProviderStage,
  { documents, shipped, signal }: Installation,
): Promise<ReadonlyMap<string, ServiceOutcome>> {
  const outcomes = new Map<string, ServiceOutcome>();
  const references = serviceReferences(document);
  const facts = { provider: textAt(document, "name") ?? "", providerDocument: document, packed: !shipped };
  const compilers = compilersFor(facts, references.length);
  const compile = async (job: CompileJob): Promise<void> => {
    const compiled = await compilers.compile(job);
    if ("bytes" in compiled) await stage.writeService(job.service, compiled.bytes);
    outcomes.set(job.service, "bytes" in compiled ? { resources: compiled.resources } : compiled);
  };
  const running = new Set<Promise<void>>();
  try {
    for (const { name, file } of references) {
      if (signal !== undefined) checkAborted(signal);
      while (running.size >= compilers.width) await Promise.race(running);
      const bytes = await documents.read(file);
      if (bytes === undefined) {
        outcomes.set(name, { unavailable: `its document ${file} is absent` });
        continue;
      }
      const task = compile({ service: name, file, bytes }).finally(() => running.delete(task));
      running.add(task);
      // Who waits for it hears of a failure; after another failure nobody waits.
      task.catch(() => undefined);
    }
    await Promise.all(running);
    return outcomes;
  } finally {
    await compilers.close();
    await Promise.allSettled(running);
  }
}
