// Extracts the facts of both shipped providers: node scripts/confluent-facts.js <folder of Confluent's OpenAPI YAML>
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [inputDirectory] = process.argv.slice(2);
if (inputDirectory === undefined) {
  console.error("usage: node scripts/confluent-facts.js <folder of OpenAPI YAML>");
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "confluent-facts-"));
try {
  const root = join(import.meta.dirname, "..");
  const outfile = join(folder, "extract.mjs");
  const entryPoints = [join(root, "src/authoring/extract-main.ts")];
  await build({ entryPoints, bundle: true, platform: "node", format: "esm", outfile });
  const { extractConfluentFacts } = await import(pathToFileURL(outfile).href);
  await extractConfluentFacts(inputDirectory, join(root, "providers"));
} finally {
  await rm(folder, { recursive: true });
}
