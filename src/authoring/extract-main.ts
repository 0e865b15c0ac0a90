/** Entry of scripts/extract-facts.js: OpenAPI documents (YAML) of a folder → facts (JSON) in another. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import type { JsonValue } from "../common/value.ts";
import { extractFacts } from "./extract-facts.ts";

/**
 * Reads `<inputDirectory>/<name>.yaml` for each name and writes `<outputDirectory>/<name>.json`. The same input gives
 * the same bytes.
 */
export async function extractFactsFiles(options: {
  readonly inputDirectory: string;
  readonly outputDirectory: string;
  readonly names: readonly string[];
}): Promise<void> {
  await mkdir(options.outputDirectory, { recursive: true });
  for (const name of options.names) {
    const text = await readFile(join(options.inputDirectory, `${name}.yaml`), "utf8");
    const facts = extractFacts(load(text) as JsonValue);
    await writeFile(join(options.outputDirectory, `${name}.json`), `${JSON.stringify(facts, null, 2)}\n`);
  }
}
