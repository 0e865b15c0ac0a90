/** One document of a service → the file that is stored, and what the index says of it. */
import { reasonOf } from "../../common/error.ts";
import { summariesOf } from "../compile/provider.ts";
import { compileService } from "../compile/service.ts";
import type { ResourceSummary } from "../model.ts";
import { packedServiceBytes, serviceBytes } from "../store/service-bytes.ts";
import { parseDocument } from "./yaml.ts";

/** What all services of a provider share. */
export interface ProviderFacts {
  readonly provider: string;
  /** The parsed provider.yaml. */
  readonly providerDocument: unknown;
  /** Whether the stored files are deflated. */
  readonly packed: boolean;
}

export interface CompileJob {
  readonly service: string;
  /** The name of the document, for messages. */
  readonly file: string;
  /** The document. */
  readonly bytes: Uint8Array;
}

export type CompiledFile =
  | { readonly bytes: Uint8Array; readonly resources: readonly ResourceSummary[] }
  | { readonly unavailable: string };

/** Whatever a foreign document makes the compiler throw, stack overflow included, is a reason why it is unavailable. */
export function compileFile(facts: ProviderFacts, { service, file, bytes }: CompileJob): CompiledFile {
  try {
    const { provider, providerDocument, packed } = facts;
    const compiled = compileService(parseDocument(bytes), { provider, service, providerDocument });
    const stored = packed ? packedServiceBytes(compiled) : serviceBytes(compiled);
    return { bytes: stored, resources: summariesOf(compiled) };
  } catch (error) {
    return { unavailable: unusable(file, shortReasonOf(error)) };
  }
}

/** Why a document that is there cannot be used. */
export function unusable(file: string, reason: string): string {
  return `its document ${file} cannot be used: ${reason}`;
}

/** The first line of a message, in a bearable length. */
export function shortReasonOf(error: unknown): string {
  return reasonOf(error).split("\n", 1)[0]?.slice(0, 300) ?? "";
}
