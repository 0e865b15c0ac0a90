// What the scripts over a whole registry take: a registry, providers, --json and --package.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/**
 * Ends the process with 2 where no registry is named, neither as an argument nor by TRIBUTARY_REFERENCE_REGISTRY.
 * @param {string} usage
 * @returns {Promise<{ registry: string, named: string[], json: boolean, packageFolder: string, open: (settings: object) => any }>}
 */
export async function registryArguments(usage) {
  const { values: flags, positionals } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      package: { type: "string", default: join(import.meta.dirname, "..") },
    },
    allowPositionals: true,
  });
  const [registry = process.env.TRIBUTARY_REFERENCE_REGISTRY, ...named] = positionals;
  if (registry === undefined) {
    console.error(`usage: ${usage}`);
    process.exit(2);
  }
  const packageFolder = resolve(flags.package);
  const { open } = await import(pathToFileURL(join(packageFolder, "dist/index.js")).href);
  return { registry, named, json: flags.json, packageFolder, open };
}
