// What pulling, compiling and reading a whole registry costs.
//   node bench/registry.js [registry folder] [provider...]
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { registryArguments } from "./registry-arguments.js";

/** @typedef {{ provider: string, documents: number, compiled: number, wall: number, cpu: number, peakBytes: number }} Pull */

const { registry, named, json, packageFolder, open } = await registryArguments(
  "node bench/registry.js <registry folder> [provider...]",
);
const url = pathToFileURL(resolve(registry)).href;
const approot = await mkdtemp(join(tmpdir(), "tributary-registry-"));
const userProviders = join(approot, "providers");
try {
  const pulls = [];
  for (const entry of await offered()) pulls.push(await pull(entry));
  const report = { pulls, total: totalOf(pulls), first: await firstQuery(), everything: await everything() };
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else print(report);
} finally {
  await rm(approot, { recursive: true });
}

/** The providers wanted, at their highest version. */
async function offered() {
  const session = open({ userProviders, registryUrl: url });
  const all = await session.rows("REGISTRY LIST");
  await session.close();
  return named.length === 0 ? all : all.filter(({ provider }) => named.includes(provider));
}

/** @param {{ provider: string, version: string }} entry @returns {Promise<Pull>} */
async function pull({ provider, version }) {
  const folder = provider === "google" ? "googleapis.com" : provider;
  const documents = gunzipSync(await readFile(join(registry, "dist", folder, `${version}.tgz`))).length;
  const script = join(import.meta.dirname, "pull.js");
  const { stdout } = await promisify(execFile)(process.execPath, [script, packageFolder, url, userProviders, provider]);
  return { provider, documents, compiled: await sizeOf(join(userProviders, provider)), ...JSON.parse(stdout) };
}

/** Bytes of all files below a folder. @param {string} folder @returns {Promise<number>} */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param {readonly Pull[]} pulls */
function totalOf(pulls) {
  const sum = (key) => pulls.reduce((total, one) => total + one[key], 0);
  const peakBytes = Math.max(...pulls.map((one) => one.peakBytes));
  return {
    provider: "all",
    documents: sum("documents"),
    compiled: sum("compiled"),
    wall: sum("wall"),
    cpu: sum("cpu"),
    peakBytes,
  };
}

/** A query is planned on the largest service: by a session that has read nothing, then again. */
async function firstQuery() {
  const { path, bytes } = await largestService();
  const session = open({ userProviders });
  const [{ name }] = await session.rows(`SHOW RESOURCES IN ${path}`);
  await session.close();
  const fresh = open({ userProviders });
  const plan = () => fresh.rows(`DESCRIBE ${path}."${name}"`);
  const cold = await timed(plan);
  const warm = [];
  for (let round = 0; round < 15; round++) warm.push(await timed(plan));
  await fresh.close();
  return { resource: `${path}."${name}"`, bytes, cold, warm: warm.sort((a, b) => a - b)[7] };
}

/** By what it takes compiled. */
async function largestService() {
  const found = [];
  for (const provider of await readdir(userProviders)) {
    const [version] = await readdir(join(userProviders, provider));
    const services = join(userProviders, provider, version, "services");
    for (const file of await readdir(services)) {
      const { size } = await stat(join(services, file));
      found.push({ path: `"${provider}"."${file.replace(/\.json$/, "")}"`, bytes: size });
    }
  }
  return found.sort((a, b) => b.bytes - a.bytes)[0];
}

/** All resources of all providers, by a process of its own. */
async function everything() {
  const command = [join(packageFolder, "dist/cli.js"), "exec", "SELECT * FROM tributary.resources", "-o", "json"];
  let rows = 0;
  const wall = await timed(async () => {
    const options = { maxBuffer: 2 ** 28 };
    const { stdout } = await promisify(execFile)(process.execPath, [...command, `--approot=${approot}`], options);
    rows = JSON.parse(stdout).length;
  });
  return { rows, wall };
}

/** Milliseconds. @param {() => Promise<unknown>} work */
async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function print({ pulls, total, first, everything: all }) {
  const columns = ["provider", "documents MB", "compiled MB", "wall s", "cpu s", "MB/s of cpu", "peak MB"];
  const mega = (bytes) => (bytes / 1e6).toFixed(1);
  console.log(`| ${columns.join(" | ")} |\n|---|--:|--:|--:|--:|--:|--:|`);
  for (const one of [...pulls, total]) {
    const seconds = [one.wall, one.cpu].map((milliseconds) => (milliseconds / 1000).toFixed(1));
    const rate = (one.documents / 1000 / one.cpu).toFixed(1);
    const cells = [one.provider, mega(one.documents), mega(one.compiled), ...seconds, rate, mega(one.peakBytes)];
    console.log(`| ${cells.join(" | ")} |`);
  }
  console.log(`\nDESCRIBE ${first.resource}, in the largest service (${mega(first.bytes)} MB compiled):`);
  console.log(`${first.cold.toFixed(1)} ms by a session that has read nothing, ${first.warm.toFixed(1)} ms again`);
  console.log(`all ${all.rows} resources by the command: ${all.wall.toFixed(0)} ms`);
}
