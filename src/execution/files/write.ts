/** Writes a file whole or not at all: under another name first, which then becomes the right one. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { failedFile } from "./bytes.ts";

/** What the pieces throw leaves as it is; a file that was there before stays. Throws `io_error`. */
export function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const writing = <T>(work: () => Promise<T>): Promise<T> => failedFile("write", path, work);
  return replaceWhole(path, async (unfinished) => {
    const file = await writing(() => open(unfinished, "wx"));
    try {
      for await (const piece of pieces) await writing(() => file.writeFile(piece));
      await writing(() => file.sync());
    } finally {
      await file.close();
    }
  });
}

/** The same for a file that `write` makes under the name that it is given. */
export async function replaceWhole(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await write(unfinished);
    await failedFile("write", path, () => rename(unfinished, path));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
