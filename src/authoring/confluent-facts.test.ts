/**
 * The facts in the repository against the API documents that they come from, where TRIBUTARY_CONFLUENT_OPENAPI names
 * the folder of those. `node scripts/confluent-facts.js <folder>` writes them anew.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import type { JsonValue } from "../common/value.ts";
import { extractFacts } from "./extract-facts.ts";
import { factsFolderOf } from "./extract-main.ts";
import { factsText } from "./facts-text.ts";

const documents = process.env["TRIBUTARY_CONFLUENT_OPENAPI"] ?? "";
const providers = fileURLToPath(new URL("../../providers", import.meta.url));
const names = documents === "" ? [] : readdirSync(documents).filter((file) => file.endsWith(".yaml"));

const title = "facts are those of the API documents, byte for byte (TRIBUTARY_CONFLUENT_OPENAPI)";
it.skipIf(names.length === 0)(title, { timeout: 60_000 }, () => {
  expect(names.length).toBeGreaterThanOrEqual(49);
  for (const file of names) {
    const name = file.slice(0, -".yaml".length);
    const facts = factsText(extractFacts(load(readFileSync(join(documents, file), "utf8")) as JsonValue));
    expect(facts === readFileSync(join(providers, factsFolderOf(name), `${name}.json`), "utf8"), name).toBe(true);
  }
});

/** Names may have three words in a row; four words with a blank between each are a sentence. */
it("hold no sentences", () => {
  const texts = ["confluent", "kafka"].flatMap((provider) =>
    readdirSync(join(providers, provider, "facts")).map((file) =>
      readFileSync(join(providers, provider, "facts", file), "utf8"),
    ),
  );
  const sentences = texts.flatMap((text) => text.match(/"[^"]*[A-Za-z]+ [A-Za-z]+ [A-Za-z]+ [A-Za-z]+[^"]*"/g) ?? []);
  expect([...new Set(sentences)]).toEqual([]);
});
