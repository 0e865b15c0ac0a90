// The cases of whole processes: how long a person waits who runs one command.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buckets, writeManyProviders } from "./many-providers.js";

/**
 * The commands to hold against each other, by name. Each resolves with the number of rows it printed.
 * @param {{ packageFolder: string, endpoint: string }} options
 */
export async function openProcesses({ packageFolder, endpoint }) {
  const approot = await mkdtemp(join(tmpdir(), "tributary-bench-"));
  await writeManyProviders(join(approot, "many"));
  const search = "SELECT * FROM tributary.resources WHERE name LIKE '%bucket%'";
  const command = join(packageFolder, "dist/cli.js");
  const sql = "SELECT id, display_name FROM confluent.org.environments WHERE id = 'env-1'";
  const credentials = { CONFLUENT_CLOUD_API_KEY: "key", CONFLUENT_CLOUD_API_SECRET: "secret" };
  const exec = [command, "exec", sql, "-o", "json", `--approot=${approot}`, `--endpoint=confluent=${endpoint}`];
  const bare = [join(import.meta.dirname, "bare-process.js"), `${endpoint}/org/v2/environments/env-1`];
  return {
    sides: {
      node: async () => (await run(["-e", "0"], {})).length,
      version: async () => ((await run([command, "--version"], {})).startsWith("tributary ") ? 0 : NaN),
      search: async () => {
        const output = await run([command, "exec", search, "-o", "json", `--approot=${join(approot, "many")}`], {});
        return JSON.parse(output).length === buckets ? 0 : NaN;
      },
      bare: async () => JSON.parse(await run([...bare, ...Object.values(credentials)], {})).length,
      exec: async () => JSON.parse(await run(exec, credentials)).length,
    },
    close: () => rm(approot, { recursive: true }),
  };
}

/** What to hold against what, with the rows and requests of both. */
export const comparisons = [
  { name: "process", title: "one row by the command; bare: a script", bare: "bare", tributary: "exec", count: 1 },
  { name: "version", title: "--version; bare: node -e 0", bare: "node", tributary: "version", count: 0 },
  { name: "search", title: "search of 18,500 resources; bare: node -e 0", bare: "node", tributary: "search", count: 0 },
];

/** Standard output of a Node.js process. @param {readonly string[]} args @param {{ [name: string]: string }} more */
function run(args, more) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`exit code ${code}: ${errors}`))));
  });
}
