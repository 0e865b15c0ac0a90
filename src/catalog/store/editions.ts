/**
 * The folders of pulled providers: `<version>`, or `<version>~<milliseconds since 1970>` where something was pulled
 * before. Of several the newest counts.
 */
import { compareVersions, isVersion } from "../registry/version.ts";

interface Edition {
  readonly version: string;
  readonly number: number;
}

/** What a folder name stands for; undefined where it is none of a version. */
function editionOf(folder: string): Edition | undefined {
  const [, version = "", number = "1"] = /^([^~]+)(?:~([1-9]\d{0,15}))?$/.exec(folder) ?? [];
  return isVersion(version) ? { version, number: Number(number) } : undefined;
}

/** Of the folders of one provider the one to read: highest version, then latest pull; undefined where there is none. */
export function newestEdition(folders: readonly string[]): string | undefined {
  const known = folders.flatMap((folder) => {
    const edition = editionOf(folder);
    return edition === undefined ? [] : [{ folder, ...edition }];
  });
  known.sort((a, b) => compareVersions(a.version, b.version) || a.number - b.number);
  return known.at(-1)?.folder;
}

/**
 * A folder name for a version beside those that are there. But for the very first one it is never given twice: who
 * removes what was there must not meet what came since under the same name.
 */
export function nextEdition(folders: readonly string[], version: string, now = Date.now()): string {
  if (folders.length === 0) return version;
  const numbers = folders.flatMap((folder) => editionOf(folder)?.number ?? []);
  return `${version}~${Math.max(now, ...numbers.map((number) => number + 1))}`;
}
