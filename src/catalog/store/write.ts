/** Writes compiled providers so that a reader sees the old one or the new one, never a half. */
import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError, reasonOf } from "../../common/error.ts";
import type { Provider, Service } from "../model.ts";
import { indexText } from "./index-text.ts";
import { indexFile, serviceFile } from "./layout.ts";
import { placeVersion } from "./place.ts";
import { serviceBytes } from "./service-bytes.ts";

/** A provider on its way to disk. Services are written one by one, so that a large provider need not fit in memory. */
export interface ProviderStage {
  writeService(name: string, bytes: Uint8Array): Promise<void>;
  /** Writes the index and puts the folder in its place. */
  finish(provider: Provider): Promise<void>;
  /** Removes what was written; harmless after `finish`. */
  discard(): Promise<void>;
}

/**
 * Begins writing a provider that will lie at `folder`; what lies there stays until `finish`. `replace` swaps the folder,
 * `version` puts it beside older ones and then removes those. Throws `io_error` where the disk refuses.
 */
export async function stageProvider(folder: string, into: "replace" | "version"): Promise<ProviderStage> {
  const parent = dirname(folder);
  const aside = (purpose: string): string =>
    join(parent, `.${basename(folder)}-${purpose}-${randomBytes(6).toString("hex")}`);
  const staging = aside("new");
  await onDisk(parent, () => mkdir(join(staging, "services"), { recursive: true }));
  return {
    writeService: (name, bytes) => onDisk(parent, () => writeFile(serviceFile(staging, name), bytes)),
    finish: (provider) =>
      onDisk(parent, async () => {
        await writeFile(indexFile(staging), indexText(provider));
        if (into === "version") await placeVersion(staging, parent, basename(folder));
        else await swap(staging, folder, aside("old"));
      }),
    discard: () => onDisk(parent, () => rm(staging, { recursive: true, force: true })),
  };
}

/** Renaming over a folder that has files fails on every system, so the old one steps aside first. */
async function swap(staging: string, folder: string, old: string): Promise<void> {
  const hadOld = await rename(folder, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(staging, folder);
  } catch (error) {
    if (hadOld) await rename(old, folder);
    throw error;
  }
  if (hadOld) await rm(old, { recursive: true, force: true });
}

async function onDisk<T>(place: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const reason = reasonOf(error);
    throw new EngineError({
      condition: "io_error",
      stage: "registry",
      message: `cannot write providers below ${place}: ${reason}`,
      hint: "Check that the folder exists, is yours and has room.",
      cause: error,
    });
  }
}

/**
 * Writes a compiled provider to `<directory>/<provider name>`, replacing what lies there in one step. Throws
 * `io_error` where the disk refuses; the old folder is then still in place.
 */
export async function writeCompiledProvider(
  directory: string,
  provider: Provider,
  services: Iterable<Service>,
): Promise<void> {
  const stage = await stageProvider(join(directory, provider.name), "replace");
  try {
    for (const service of services) await stage.writeService(service.name, serviceBytes(service));
    await stage.finish(provider);
  } finally {
    await stage.discard();
  }
}
