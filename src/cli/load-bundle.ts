/**
 * Loads a bundle as one script, with the code that V8 made of it in an earlier run. Node's loader of modules takes as
 * long to find, read and link the same code as Node 24 to start, and keeps compiled code from Node 22 on only.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** What the build makes of a bundle: an expression that is a function. */
type Bundle<T> = (require: NodeJS.Require, url: string) => T;

/** How many runs add the functions that they needed to the code that is kept. Only then the user's habits are known. */
const learningRuns = 8;

/**
 * The exports of the bundle at `url`, whose name holds a hash of its content. Compiled code is kept below `cache`, the
 * user's own folder: what lies in a shared one could be anybody's. Where it cannot be read or kept, it is made anew.
 */
export function loadBundle<T>(url: URL, cache: string): T {
  const file = fileURLToPath(url);
  // V8 asks for its own version and the length of the source; the name asks for the content.
  const kept = join(cache, `${basename(file)}-${process.version}-${process.arch}.code`);
  const { runs, code: cachedData } = readIfThere(kept);
  // The build writes ASCII only.
  const script = new Script(readFileSync(file, "latin1"), { filename: url.href, ...(cachedData && { cachedData }) });
  const known = script.cachedDataRejected === false ? runs : 0;
  // At the end the functions that were needed are compiled too.
  if (known < learningRuns) process.once("exit", () => keep(kept, script, known + 1));
  return (script.runInThisContext() as Bundle<T>)(createRequire(url), url.href);
}

interface Kept {
  /** How many runs it comes from: the last byte of the file. */
  readonly runs: number;
  readonly code?: Buffer;
}

function readIfThere(file: string): Kept {
  try {
    const bytes = readFileSync(file);
    return { runs: bytes.at(-1) ?? 0, code: bytes.subarray(0, -1) };
  } catch {
    return { runs: 0 };
  }
}

/** Put in place whole: another process may be reading or writing the same file. */
function keep(file: string, script: Script, runs: number): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, Buffer.concat([script.createCachedData(), Buffer.of(runs)]), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // The next run compiles again.
  }
}
