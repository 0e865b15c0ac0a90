/** Runs the built command as a process of its own, against a mock cloud in another process. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

export const root = join(import.meta.dirname, "../..");
export const command = join(root, "dist/cli.js");

export type Environment = { readonly [name: string]: string };

export interface RunOptions {
  readonly env?: Environment;
  /** What stands on standard input; nothing where absent. */
  readonly input?: string;
  readonly inputStaysOpen?: boolean;
  readonly cwd?: string;
  /** Sent when `when` holds of what was written to either stream so far. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly when: (run: Outcome) => boolean | Promise<boolean> };
}

export interface Outcome {
  /** The exit code; null where a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tributary` with these arguments to its end. */
export function tributary(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return runProcess(process.execPath, [command, ...args], options);
}

/** Runs a program to its end. The environment is empty but for PATH, a home without settings, and what is given. */
export async function runProcess(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(program, args, { env: environmentOf(options), cwd: options.cwd ?? root });
  child.stdin.on("error", () => undefined);
  if (options.inputStaysOpen !== true) child.stdin.end(options.input ?? "");
  return outcomeOf(child, options.signal);
}

function environmentOf({ env = {} }: RunOptions): Environment {
  return { PATH: process.env["PATH"] ?? "", HOME: home, ...env };
}

/** The home of all runs of a test file: without settings. */
export const home = mkdtempSync(join(tmpdir(), "tributary-home-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function outcomeOf(child: ChildProcess, interruption: RunOptions["signal"]): Promise<Outcome> {
  const out = { stdout: "", stderr: "" };
  let sent = false;
  const check = async (): Promise<void> => {
    if (interruption === undefined || sent) return;
    if (!(await interruption.when({ code: null, signal: null, ...out })) || sent) return;
    sent = true;
    child.kill(interruption.name);
  };
  const timer = setInterval(() => void check(), 20);
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (out.stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal, ...out });
    });
  });
}

export interface Mock {
  readonly url: string;
  /** What a user exports to reach it: the end point and credentials. */
  readonly env: Environment;
  /** The requests so far, as `METHOD path?query`. */
  requests(): Promise<readonly string[]>;
  /** Makes requests fail or wait: the rules of the mock's fault end point. */
  fail(rule: object): Promise<void>;
  /** Forgets requests, faults and changes. */
  reset(): Promise<void>;
  /** Ends it with a signal. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** Starts `tributary mock confluent` and reads from its greeting how to reach it; `stop` it in the end. */
export async function startMock(args: readonly string[] = []): Promise<Mock> {
  const child = spawn(process.execPath, [command, "mock", "confluent", ...args], {
    env: environmentOf({}),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = outcomeOf(child, undefined);
  const greeting = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("tributary exec")) resolve(text);
    });
    child.once("close", () => reject(new Error(`the mock ended: ${text}`)));
  });
  const env = Object.fromEntries(
    [...greeting.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const url = (env["TRIBUTARY_ENDPOINT"] ?? "").replace("confluent=", "");
  const steer = async (method: string, path: string, body?: object): Promise<string> => {
    const response = await fetch(`${url}/__mock/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return response.text();
  };
  return {
    url,
    env,
    requests: async () => {
      const { requests } = JSON.parse(await steer("GET", "requests")) as { requests: readonly JournalEntry[] };
      return requests.map(({ method, path, query }) => `${method} ${path}${query === "" ? "" : `?${query}`}`);
    },
    fail: async (rule) => void (await steer("POST", "faults", rule)),
    reset: async () => void (await steer("POST", "reset")),
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

interface JournalEntry {
  readonly method: string;
  readonly path: string;
  readonly query: string;
}

/** A folder that is removed when the test is done, with these files in it. */
export async function folderWith(files: { readonly [name: string]: string | Uint8Array } = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-e2e-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** An HTTP server on loopback until the test is done; resolves with its URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
