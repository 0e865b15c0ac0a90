// The cases of whole processes: how long a person waits who runs one command.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buckets, providers, resources, services, writeManyProviders } from "./many-providers.js";

/**
 * The commands to hold against each other, by name. Each resolves with the number of rows it printed.
 * @param {{ packageFolder: string, endpoint: string }} options
 */
export async function openProcesses({ packageFolder, endpoint }) {
  const approot = await mkdtemp(join(tmpdir(), "tributary-bench-"));
  await writeManyProviders(join(approot, "many"));
  const command = join(packageFolder, "dist/cli.js");
  const sql = "SELECT id, display_name FROM confluent.org.environments WHERE id = 'env-1'";
  const credentials = { CONFLUENT_CLOUD_API_KEY: "key", CONFLUENT_CLOUD_API_SECRET: "secret" };
  const exec = [command, "exec", sql, "-o", "json", `--approot=${approot}`, `--endpoint=confluent=${endpoint}`];
  const bare = [join(import.meta.dirname, "bare-process.js"), `${endpoint}/org/v2/environments/env-1`];
  /** Asks the catalog; no rows and no requests, as bare Node.js has none, where the answer is as long as it should be. */
  const ask = (statement, rows) => async () => {
    const output = await run([command, "exec", statement, "-o", "json", `--approot=${join(approot, "many")}`], {});
    return JSON.parse(output).length === rows ? 0 : NaN;
  };
  return {
    sides: {
      node: async () => (await run(["-e", "0"], {})).length,
      version: async () => ((await run([command, "--version"], {})).startsWith("tributary ") ? 0 : NaN),
      search: ask("SELECT * FROM tributary.resources WHERE name LIKE '%bucket%'", buckets),
      list: async () => {
        const listing = "SELECT provider, service, name FROM tributary.resources";
        const output = await run([command, "exec", listing, "-o", "csv", `--approot=${join(approot, "many")}`], {});
        // A header, and what the package ships.
        return output.split("\n").length > providers * services * resources ? 0 : NaN;
      },
      // Those that the package ships are there too.
      "show-providers": ask("SHOW PROVIDERS", providers + 2),
      "show-services": ask("SHOW SERVICES IN provider_0", services),
      "show-resources": ask("SHOW RESOURCES IN provider_0.service_0", resources),
      describe: ask("DESCRIBE provider_0.service_0.buckets", 1000),
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
  catalogCase("search", "search of 18,500 resources"),
  catalogCase("list", "three columns of them all as csv"),
  catalogCase("show-providers", "SHOW PROVIDERS of 39"),
  catalogCase("show-services", "SHOW SERVICES of one provider"),
  catalogCase("show-resources", "SHOW RESOURCES of one service"),
  catalogCase("describe", "DESCRIBE of one resource in a service of 5 MB"),
];

/** @param {string} name @param {string} title */
function catalogCase(name, title) {
  return { name, title: `${title}; bare: node -e 0`, bare: "node", tributary: name, count: 0 };
}

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
