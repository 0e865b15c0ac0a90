// Extracts API facts: node scripts/extract-facts.js <folder of OpenAPI YAML> <output folder> <name>...
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [inputDirectory, outputDirectory, ...names] = process.argv.slice(2);
if (inputDirectory === undefined || outputDirectory === undefined || names.length === 0) {
  console.error("usage: node scripts/extract-facts.js <folder of OpenAPI YAML> <output folder> <name>...");
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "extract-facts-"));
try {
  const outfile = join(folder, "extract.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../src/authoring/extract-main.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  const { extractFactsFiles } = await import(pathToFileURL(outfile).href);
  await extractFactsFiles({ inputDirectory, outputDirectory, names });
} finally {
  await rm(folder, { recursive: true });
}
