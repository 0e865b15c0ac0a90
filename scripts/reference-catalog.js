// Compiles every provider of a registry into a folder: what the tests of all providers read.
//   node scripts/reference-catalog.js REGISTRY_FOLDER OUTPUT_FOLDER [provider...]
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [registry, userProviders, ...named] = process.argv.slice(2);
if (registry === undefined || userProviders === undefined) {
  console.error("usage: node scripts/reference-catalog.js REGISTRY_FOLDER OUTPUT_FOLDER [provider...]");
  process.exit(2);
}
const { open } = await import(pathToFileURL(join(import.meta.dirname, "../dist/index.js")).href);
const session = open({ userProviders, registryUrl: pathToFileURL(registry).href });
const offered = named.length > 0 ? named : (await session.rows("REGISTRY LIST")).map(({ provider }) => provider);
for (const provider of offered) await session.rows(`REGISTRY PULL "${provider}"`);
await session.close();
console.log(`${offered.length} providers compiled`);
