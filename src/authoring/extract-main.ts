/** Entry of scripts/extract-facts.js: OpenAPI documents (YAML) of a folder → facts (JSON) in another. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import type { JsonValue } from "../common/value.ts";
import { extractFacts } from "./extract-facts.ts";
import { factsText } from "./facts-text.ts";

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
    await writeFile(join(options.outputDirectory, `${name}.json`), factsText(facts));
  }
}

/** Below `providers/`, where the facts of one of Confluent's API documents lie. */
export function factsFolderOf(name: string): string {
  return name === "kafkarest_v3" ? "kafka/facts" : "confluent/facts";
}

/** Entry of scripts/confluent-facts.js: all API documents of Confluent Cloud → the facts of both providers. */
export async function extractConfluentFacts(inputDirectory: string, providersDirectory: string): Promise<void> {
  const files = (await readdir(inputDirectory)).filter((file) => file.endsWith(".yaml")).toSorted();
  for (const name of files.map((file) => file.slice(0, -".yaml".length))) {
    const outputDirectory = join(providersDirectory, factsFolderOf(name));
    await extractFactsFiles({ inputDirectory, outputDirectory, names: [name] });
  }
}
