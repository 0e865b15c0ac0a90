// Keeps the bundle to a few large chunks: an esbuild plugin.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Code that several entries share is cut by the set of entries that reach it: into dozens of chunks, each of which
 * costs a third of a millisecond to resolve, read and link. Where every entry reaches all of the core, the core is one.
 * @param {{ core: string, entries: readonly string[] }} options Paths from the root: what the core is reached from, and
 * which modules shall reach it; other entries load without it.
 * @returns {import("esbuild").Plugin}
 */
export function oneCore({ core, entries }) {
  return {
    name: "one-core",
    setup(builder) {
      const root = builder.initialOptions.absWorkingDir ?? process.cwd();
      const files = new Set(entries.filter((entry) => entry !== core).map((entry) => join(root, entry)));
      builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!files.has(path)) return undefined;
        const text = await readFile(path, "utf8");
        return { contents: `${text}\nimport ${JSON.stringify(join(root, core))};`, loader: "ts" };
      });
    },
  };
}

/**
 * Our own modules that are loaded when asked for, found by a build that is not written.
 * @param {import("esbuild").Metafile} metafile
 */
export function entriesOf(metafile) {
  return Object.values(metafile.outputs)
    .map(({ entryPoint }) => entryPoint)
    .filter((entry) => entry?.startsWith("src/"));
}
