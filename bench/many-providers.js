// Compiled indexes of many providers, as a user has them who pulled a whole registry.
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const providers = 37;
export const services = 20;
export const resources = 25;

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
    // Pulled a while ago, as most are.
    const time = Date.now() / 1000 - 60;
    for (const path of [join(folder, "index.json"), join(folder, "..")]) await utimes(path, time, time);
    if (number === 0) await writeFile(join(folder, "services/service_0.json"), largeService(name));
  }
}

/** The service of which one resource is described, as large as the largest published ones. @param {string} provider */
function largeService(provider) {
  const names = resourceNames();
  const methods = JSON.stringify([listMethod(`${provider}.service_0`)]);
  const heads = names.map((name) => {
    const verbs = { select: ["list"], insert: [], update: [], replace: [], delete: [] };
    return { name, id: `${provider}.service_0.${name}`, title: name, description: name, verbs, length: methods.length };
  });
  const head = { provider, name: "service_0", resources: heads };
  return [JSON.stringify(head), ...names.map(() => methods), ""].join("\n");
}

/** A method of two hundred kilobytes: twenty-five of them are five megabytes. @param {string} id */
function listMethod(id) {
  const columns = Array.from({ length: 1000 }, (_, number) => {
    const name = `column_${number}`;
    return { name, wireName: name, type: "text", description: `What ${name} holds, ${"at some length, ".repeat(8)}.` };
  });
  const request = { httpMethod: "GET", path: "/things", servers: [{ url: "https://bench.test", variables: [] }] };
  return {
    name: "list",
    id: `${id}.list`,
    verb: "select",
    description: "",
    parameters: [],
    request,
    response: { rowPath: [], columns },
  };
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
  const names = resourceNames();
  const told = (name) => `What ${name} is for, told at the length at which documents tell it, which is a line or so.`;
  return {
    names: names.join("\n"),
    titles: names.map((name) => `The title of ${name}`).join("\n"),
    descriptions: names.map(told).join("\n"),
  };
}

function resourceNames() {
  return Array.from({ length: resources }, (_, number) => (number === 3 ? "buckets" : `resource_${number}`));
}
