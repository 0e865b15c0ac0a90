// Compiled indexes of many providers, as a user has them who pulled a whole registry.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const providers = 37;
const services = 20;
const resources = 25;

/** The resources whose name holds "bucket": one for each service. */
export const buckets = providers * services;

/** Writes them below a state folder. @param {string} approot */
export async function writeManyProviders(approot) {
  for (let number = 0; number < providers; number++) {
    const name = `provider_${number}`;
    const version = "v1.0.0";
    const folder = join(approot, "providers", name, version);
    await mkdir(join(folder, "services"), { recursive: true });
    const provider = { name, version, title: name, description: "", shipped: false };
    const lines = [{ format: 2, provider }, servicesOf()].map((line) => JSON.stringify(line));
    await writeFile(join(folder, "index.json"), lines.join("\n"));
  }
}

function servicesOf() {
  return Array.from({ length: services }, (_, number) => {
    const name = `service_${number}`;
    const texts = { title: "A service", description: "", version: "v1", preferred: true };
    return { name, id: `${name}:v1`, ...texts, resources: resourceColumns() };
  });
}

/** As the store lays them out: the texts of a column joined by line ends, identifiers left out that follow from names. */
function resourceColumns() {
  const names = Array.from({ length: resources }, (_, number) => (number === 3 ? "buckets" : `resource_${number}`));
  const told = (name) => `What ${name} is for, told at the length at which documents tell it, which is a line or so.`;
  return {
    names: names.join("\n"),
    titles: names.map((name) => `The title of ${name}`).join("\n"),
    descriptions: names.map(told).join("\n"),
  };
}
