/** Files by path or pattern, and their text as a stream. */
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "../../common/error.ts";

/**
 * The files that a path means, sorted: itself, or those that match a pattern with `*` and `?` in its last part.
 * Throws `io_error` where there are none.
 */
export async function filesOf(path: string): Promise<string[]> {
  const pattern = basename(path);
  if (!/[*?]/.test(pattern)) return [path];
  const folder = dirname(path);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const matching = new RegExp(`^${source}$`, "su");
  const names = await reading(folder, () => readdir(folder));
  const found = names.filter((name) => matching.test(name) && (!name.startsWith(".") || pattern.startsWith(".")));
  if (found.length === 0) {
    throw new EngineError({ condition: "io_error", stage: "execute", message: `no file matches ${path}` });
  }
  return found.toSorted().map((name) => join(folder, name));
}

/** The text of a file in pieces; a byte order mark is left out. Throws `io_error`, `data_exception` for no UTF-8. */
export async function* textOfFile(path: string): AsyncIterable<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      const message = `${path} is no UTF-8 text`;
      throw new EngineError({ condition: "data_exception", stage: "execute", message, cause });
    }
  };
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await reading(path, () => bytes.next());
      if (next.done === true) break;
      yield decoded(next.value as Uint8Array);
    }
    yield decoded();
  } finally {
    await bytes.return?.();
  }
}

function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  return failedFile("read", path, work);
}

/** Runs what touches the file system; its failures become `io_error`: cannot read, cannot write. */
export async function failedFile<T>(verb: "read" | "write", path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const reason = reasons[code] ?? code;
    throw new EngineError({
      condition: "io_error",
      stage: "execute",
      message: `cannot ${verb} ${path}: ${reason}`,
      cause,
    });
  }
}

const reasons: { readonly [code: string]: string | undefined } = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "the disk is full",
};
