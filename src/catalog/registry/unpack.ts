/**
 * Reads the archive of a provider file by file, as it is inflated: no more than one file of it is in memory at a time.
 * Nothing of it is written to disk, so no name in it can lead astray.
 */
import { createGunzip } from "node:zlib";
import { parseTar } from "nanotar";
import { EngineError } from "../../common/error.ts";
import { registryError } from "./source.ts";

export interface UnpackLimits {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly entryBytes: number;
  readonly entries: number;
}

/** Several times the largest provider there is (9.6 MB packed, 83 MB unpacked, 420 files, 5 MB each). */
const defaultLimits: UnpackLimits = {
  packedBytes: 128 * 2 ** 20,
  unpackedBytes: 512 * 2 ** 20,
  entryBytes: 64 * 2 ** 20,
  entries: 10_000,
};

export interface UnpackedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The regular files of a gzipped tar, in its order. Throws `registry_error` where it is damaged, too large in any
 * respect, or holds links or devices; who reads to the end knows that it is whole.
 */
export async function* filesIn(
  archive: Uint8Array,
  limits: UnpackLimits = defaultLimits,
): AsyncGenerator<UnpackedFile> {
  if (archive.byteLength > limits.packedBytes) throw registryError("the archive is too large");
  const tar = new ByteReader(inflated(archive, limits.unpackedBytes));
  let about: readonly Buffer[] = [];
  for (let entries = 1; ; entries++) {
    const header = await tar.take(blockBytes);
    if (header === undefined || header.every((byte) => byte === 0)) break;
    if (entries > limits.entries) throw registryError("the archive holds too many entries");
    const content = await contentOf(tar, header, limits);
    const isAbout = typeOf(header) in aboutTheNext;
    about = [...about, header, content];
    if (isAbout) continue;
    const file = fileOf(Buffer.concat([...about, endOfTar]));
    about = [];
    if (file !== undefined) yield file;
  }
  await tar.drain();
}

const blockBytes = 512;
const endOfTar = Buffer.alloc(2 * blockBytes);

/** Entries that tell of the next one: long names, extended headers. */
const aboutTheNext: { readonly [type: string]: true } = { x: true, g: true, L: true, K: true };

/** What an entry may be beside those: a file, a folder. */
const plainTypes = new Set(["0", "\0", "", "5", "7"]);

function typeOf(header: Buffer): string {
  return header.toString("latin1", 156, 157);
}

/** The content of an entry, padded to whole blocks. */
async function contentOf(tar: ByteReader, header: Buffer, limits: UnpackLimits): Promise<Buffer> {
  const name = header.toString("utf8", 0, 100).split("\0", 1)[0] ?? "";
  const type = typeOf(header);
  if (!plainTypes.has(type) && !(type in aboutTheNext)) {
    throw registryError(`the archive holds an entry that is no file: ${name}`);
  }
  const digits = header.toString("latin1", 124, 136).replace(/[\0 ]+$/, "");
  if (!/^[0-7]{1,12}$/.test(digits)) throw damaged();
  const size = Number.parseInt(digits, 8);
  if (size > limits.entryBytes) throw registryError(`the archive holds a file that is too large: ${name}`);
  const padded = Math.ceil(size / blockBytes) * blockBytes;
  const content = await tar.take(padded);
  if (content === undefined && padded > 0) throw damaged();
  return content ?? Buffer.alloc(0);
}

/** The file that an entry and what was told of it make; undefined for a folder. */
function fileOf(blocks: Buffer): UnpackedFile | undefined {
  const buffer = blocks.buffer.slice(blocks.byteOffset, blocks.byteOffset + blocks.byteLength) as ArrayBuffer;
  try {
    const file = parseTar(buffer).at(-1);
    if (file === undefined || file.type === "directory") return undefined;
    return { name: file.name, bytes: file.data ?? new Uint8Array() };
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause?: unknown): EngineError {
  return registryError("the archive is damaged", undefined, cause);
}

async function* inflated(archive: Uint8Array, maximum: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  gunzip.end(archive);
  let total = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > maximum) throw registryError("the archive unpacks to more than is allowed");
      yield chunk;
    }
  } catch (error) {
    throw error instanceof EngineError ? error : damaged(error);
  } finally {
    gunzip.destroy();
  }
}

/** Takes numbers of bytes out of chunks of any size. */
class ByteReader {
  readonly #chunks: AsyncGenerator<Buffer>;
  #held: Buffer[] = [];
  #length = 0;

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Undefined where nothing is left. Throws `registry_error` where less is left than asked for. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#length < length) {
      const { done, value } = await this.#chunks.next();
      if (done === true) {
        if (this.#length === 0) return undefined;
        throw damaged();
      }
      this.#held.push(value);
      this.#length += value.length;
    }
    const all = Buffer.concat(this.#held);
    this.#held = [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }

  /** Reads on to the end, where sum and length of the archive are checked. */
  async drain(): Promise<void> {
    this.#held = [];
    this.#length = 0;
    for await (const _chunk of this.#chunks);
  }
}
