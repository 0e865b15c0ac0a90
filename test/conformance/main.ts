/** Runs the conformance cases of providers in several processes and tells what came of them. */
import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildOracle, goIsMissing } from "../oracle/go-templates.ts";
import { readProvider } from "./document.ts";
import { told } from "./report.ts";
import { summaryOf } from "./summary.ts";
import type { Result, Task, WorkerOptions } from "./result.ts";

const options = {
  sample: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  kinds: { type: "string" },
  only: { type: "string" },
  workers: { type: "string", default: "2" },
  examples: { type: "string", default: "3" },
  json: { type: "boolean", default: false },
  trace: { type: "boolean", default: false },
  table: { type: "boolean", default: false },
  results: { type: "string" },
} as const;

export interface Places {
  readonly root: string;
  readonly worker: string;
}

/** Runs what the command line asks for; the exit code. */
export async function run(parameters: readonly string[], { root, worker }: Places): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...parameters], allowPositionals: true, options });
  const scratch = mkdtempSync(join(tmpdir(), "conformance-"));
  try {
    const providers = positionals.map((name) => name.split(".", 1)[0] ?? "");
    const documents = documentsIn(scratch, providers);
    const settings: WorkerOptions = {
      library: join(root, "dist/index.js"),
      documents,
      catalog: needed("TRIBUTARY_REFERENCE_CATALOG"),
      oracleProgram:
        goIsMissing() === undefined ? buildOracle(join(root, "test/oracle/go-templates/main.go")) : undefined,
      sample: Number(values.sample),
      seed: Number(values.seed),
      kinds: values.kinds?.split(","),
      only: values.only,
      named: positionals,
      traces: values.trace,
    };
    const tasks = tasksIn(documents, providers).filter((task) => isNamed(task, positionals));
    const results = await inProcesses(tasks, Number(values.workers), worker, settings);
    if (values.results !== undefined) writeFileSync(values.results, JSON.stringify(results));
    if (values.table) writeFileSync(join(root, "test/conformance/report.md"), summaryOf(results).table);
    process.stdout.write(
      `${values.json ? JSON.stringify(summaryOf(results)) : told(results, Number(values.examples))}\n`,
    );
    return 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Whether a name asks for the service or for something of it; no name asks for all. */
function isNamed({ provider, service }: Task, names: readonly string[]): boolean {
  const id = `${provider}.${service}.`;
  return names.length === 0 || names.some((name) => id.startsWith(`${name}.`) || name.startsWith(id));
}

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} names no folder`);
  return value;
}

/** A folder with the unpacked documents of the providers. */
function documentsIn(scratch: string, providers: readonly string[]): string {
  const unpacked = process.env["TRIBUTARY_REFERENCE_DOCUMENTS"];
  if (unpacked !== undefined) return unpacked;
  const archives = join(needed("TRIBUTARY_REFERENCE_REGISTRY"), "dist");
  for (const provider of foldersIn(archives, providers)) {
    const folder = join(scratch, provider);
    const [archive = ""] = readdirSync(join(archives, provider))
      .filter((name) => name.endsWith(".tgz"))
      .sort()
      .reverse();
    execFileSync("mkdir", ["-p", folder]);
    execFileSync("tar", ["-xzf", join(archives, provider, archive), "-C", folder]);
  }
  return scratch;
}

const folderOf = (provider: string): string => (provider === "google" ? "googleapis.com" : provider);

function foldersIn(folder: string, providers: readonly string[]): readonly string[] {
  const all = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  return providers.length === 0 ? all : all.filter((name) => providers.map(folderOf).includes(name));
}

/** The services of the providers, large ones first: the last to end shall be a small one. */
function tasksIn(documents: string, providers: readonly string[]): readonly Task[] {
  const tasks = foldersIn(documents, providers).flatMap((name) => {
    const [version = ""] = readdirSync(join(documents, name)).sort().reverse();
    const provider = readProvider(join(documents, name, version));
    return provider.services
      .filter(({ file }) => existsSync(file))
      .map((service): Task => ({
        provider: provider.name,
        folder: `${name}/${version}`,
        service: service.name,
        bytes: statSync(service.file).size,
      }));
  });
  return tasks.sort((one, other) => other.bytes - one.bytes);
}

async function inProcesses(
  tasks: readonly Task[],
  count: number,
  worker: string,
  settings: WorkerOptions,
): Promise<readonly Result[]> {
  const waiting = [...tasks];
  const results: Result[] = [];
  const workers = Array.from({ length: Math.min(count, tasks.length) }, () =>
    oneProcess(worker, settings, waiting, results),
  );
  await Promise.all(workers);
  return results;
}

function oneProcess(worker: string, settings: WorkerOptions, waiting: Task[], results: Result[]): Promise<void> {
  return new Promise((done, failed) => {
    const child: ChildProcess = fork(worker, [JSON.stringify(settings)], { execArgv: ["--max-old-space-size=1500"] });
    child.on("message", (message: "ready" | readonly Result[]) => {
      if (message !== "ready") results.push(...message);
      child.send(waiting.shift() ?? "end");
    });
    child.on("error", failed);
    child.on("exit", (code) => (code === 0 ? done() : failed(new Error(`a worker ended with ${code}`))));
  });
}
