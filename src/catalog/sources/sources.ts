/** Providers made of documents as they stand in folders, before those that are installed. Read this first. */
import { EngineError } from "../../common/error.ts";
import type { Catalog } from "../catalog.ts";
import type { SourceProvider } from "./made.ts";

export interface SourceOptions {
  /**
   * Folders that hold `provider.yaml`, or whole trees of them: `<provider>/<version>` or `src/<provider>/<version>`, the
   * highest version counting. Of two that have a provider of one name the earlier wins.
   */
  readonly folders: readonly string[];
  /** Where what is compiled of them is kept. */
  readonly directory: string;
  /** Of whoever compiles: what another release kept is not used. */
  readonly release: string;
}

/**
 * The catalog, with the providers of the folders in it. Documents are compiled when they are first asked for, and again
 * when one of them has changed. The methods throw `configuration_error` where a folder holds no provider, and as
 * `installProvider` does.
 */
export function withSources(base: Catalog, options: SourceOptions): Catalog {
  const made = async (): Promise<ReadonlyMap<string, SourceProvider>> =>
    (await import("./made.ts")).sourceProviders(options);
  return {
    providerNames: async () => [...new Set([...(await base.providerNames()), ...(await made()).keys()])].sort(),
    provider: async (name) => ((await (await made()).get(name)?.catalog()) ?? base).provider(name),
    service: async (name, service) => {
      const source = (await made()).get(name);
      if (source === undefined) return base.service(name, service);
      try {
        return await (await source.catalog()).service(name, service);
      } catch (error) {
        throw mendable(error, source.folder);
      }
    },
  };
}

/** Whoever writes a document wants to know what is wrong with it, not where there is another. */
function mendable(error: unknown, folder: string): unknown {
  if (!(error instanceof EngineError) || error.condition !== "invalid_provider_document") return error;
  return error.with({
    hint: `Mend it in ${folder}: the next statement reads it again. tributary provider lint ${folder} tells more.`,
  });
}
