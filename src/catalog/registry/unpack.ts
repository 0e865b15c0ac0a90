/** Unpacks the archive of a provider in memory. Nothing of it is written to disk, so no name in it can lead astray. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { parseTar, type ParsedTarFileItem, type ParseTarOptions } from "nanotar";
import { registryError } from "./source.ts";

export interface UnpackLimits {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly entryBytes: number;
  readonly entries: number;
}

/** Several times the largest provider there is (9.6 MB packed, 83 MB unpacked, 420 files, 5 MB each). */
export const defaultLimits: UnpackLimits = {
  packedBytes: 128 * 2 ** 20,
  unpackedBytes: 512 * 2 ** 20,
  entryBytes: 64 * 2 ** 20,
  entries: 10_000,
};

const gunzipAsync = promisify(gunzip);

/**
 * The regular files of a gzipped tar by name. Throws `registry_error` where it is damaged, too large in any respect,
 * or holds links or devices.
 */
export async function unpack(
  archive: Uint8Array,
  limits: UnpackLimits = defaultLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (archive.byteLength > limits.packedBytes) throw registryError("the archive is too large");
  const tar = await inflate(archive, limits.unpackedBytes);
  const files = new Map<string, Uint8Array>();
  for (const file of parse(tar, limits)) {
    files.set(file.name, file.data ?? new Uint8Array());
  }
  return files;
}

async function inflate(archive: Uint8Array, maximum: number): Promise<ArrayBuffer> {
  try {
    const bytes = await gunzipAsync(archive, { maxOutputLength: maximum });
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw registryError(
      isBomb ? "the archive unpacks to more than is allowed" : "the archive is damaged",
      undefined,
      error,
    );
  }
}

function parse(tar: ArrayBuffer, limits: UnpackLimits): readonly ParsedTarFileItem[] {
  let entries = 0;
  try {
    return parseTar<never, ParseTarOptions, ParsedTarFileItem>(tar, {
      filter: ({ name, type, size }) => {
        entries += 1;
        if (entries > limits.entries) throw registryError("the archive holds too many entries");
        if (!(size >= 0)) throw registryError("the archive is damaged");
        if (size > limits.entryBytes) throw registryError(`the archive holds a file that is too large: ${name}`);
        if (type === "file" || type === "contiguousFile" || type === "directory") return type !== "directory";
        throw registryError(`the archive holds an entry that is no file: ${name}`);
      },
    });
  } catch (error) {
    if (error instanceof RangeError) throw registryError("the archive is damaged", undefined, error);
    throw error;
  }
}
