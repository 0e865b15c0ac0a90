/** Where provider documents come from: what archives and source trees have in common. */
import { stat } from "node:fs/promises";
import { EngineError, toEngineError, reasonOf } from "../../common/error.ts";

/** Fetches the body of a URL. Rejects on any status other than success, and when the signal aborts. */
export type FetchBytes = (url: string, signal: AbortSignal) => Promise<Uint8Array>;

/** The documents of one version of one provider. */
export interface Documents {
  /**
   * The bytes of `provider.yaml` or `services/<file>`; undefined where there is none of that name. Case is ignored
   * where no name fits exactly: published references differ from their files in it.
   */
  read(file: string): Promise<Uint8Array | undefined>;
}

export interface RegistrySource {
  /** The versions on offer by provider folder name. */
  versions(signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Throws `registry_error` where the version cannot be had. */
  documents(folder: string, version: string, signal: AbortSignal): Promise<Documents>;
}

/** Whether there is something at a path of this machine. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The error of a registry that cannot be read or offers something unusable. */
export function registryError(message: string, hint?: string, cause?: unknown): EngineError {
  return new EngineError({ condition: "registry_error", stage: "registry", message, hint, cause });
}

/** Runs what reads a registry: failures name the place, a cancelled statement stays cancelled. */
export async function readingFrom<T>(place: string, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  checkAborted(signal);
  try {
    return await read();
  } catch (error) {
    checkAborted(signal);
    const reason = toEngineError(error);
    if (reason.condition === "query_canceled" || reason.condition === "registry_error") throw reason;
    const message = reasonOf(error);
    throw registryError(`cannot read ${place}: ${message}`, "Check the registry address and the network.", error);
  }
}

/** Throws `query_canceled` where the statement was. */
export function checkAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new EngineError({
    condition: "query_canceled",
    stage: "registry",
    message: "canceled while reading the registry",
    cause: signal.reason,
  });
}
