/** Credentials that another program gives: the command lines of clouds, and what their configuration names. */
import { execFile } from "node:child_process";
import { canceled, requestFailure } from "../failure.ts";
import type { AuthContext } from "./auth-type.ts";
import { remember, variable } from "./secrets.ts";

export interface Command {
  /** A program and its arguments, or a line for the shell. */
  readonly line: readonly [program: string, ...given: string[]] | string;
  /** What messages call it, where the line is not to be told. */
  readonly shown?: string;
  /** Never through the shell: the parameters are anybody's. */
  readonly direct?: boolean;
  /** What to do where the program is not there or refuses. */
  readonly hint: string;
}

const timeoutMilliseconds = 60_000;

/** For whom a program is run, and with what. */
export type CommandContext = Pick<AuthContext, "owner" | "environment"> &
  Partial<Pick<AuthContext, "variables" | "sending">>;

/**
 * What a program prints. It sees the environment of this process, but for PATH and HOME, which the env file may set, and
 * for the variables of the connection. Throws `missing_credentials` where it is not there or fails, `query_canceled`.
 */
export async function outputOf(command: Command, context: CommandContext, signal: AbortSignal): Promise<string> {
  const { line, hint } = command;
  const shown = command.shown ?? (typeof line === "string" ? line.split(" ", 1).join("") : line.slice(0, 3).join(" "));
  try {
    return await run(command, environmentOf(context), signal);
  } catch (error) {
    // It is no cause of the error: it holds the whole line, and all that the program printed.
    if (signal.aborted) throw canceled();
    throw requestFailure("missing_credentials", `no credentials for ${context.owner}: ${shown} ${reasonOf(error)}`, {
      hint,
    });
  }
}

function run({ line, direct = false }: Command, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const isShellLine = typeof line === "string";
  const [program, ...given] = isShellLine ? [line] : line;
  // On Windows such programs are scripts, which only the shell starts.
  const shell = isShellLine || (process.platform === "win32" && !direct);
  const options = { env, signal, shell, timeout: timeoutMilliseconds, windowsHide: true, maxBuffer: 2 ** 20 };
  return new Promise((resolve, reject) => {
    execFile(program, given, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      // What it told before it failed may be repeated in its complaint.
      if (direct) for (const told of stdout.split(/\r?\n/)) remember(told.trim());
      reject(Object.assign(error, { stderr }));
    }).stdin?.end();
  });
}

function environmentOf({ environment, variables }: CommandContext): NodeJS.ProcessEnv {
  const own = ["PATH", "HOME"].flatMap((name) => {
    const value = variable(environment, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...process.env, ...Object.fromEntries(own), ...variables };
}

function reasonOf(error: unknown): string {
  const { code, killed, stderr = "" } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === "ENOENT") return "is not installed, or not in PATH";
  if (killed === true) return `did not end within ${timeoutMilliseconds / 1000} s`;
  const [said = ""] = stderr.trim().split(/\r?\n/, 1);
  return `failed${said === "" ? "" : `: ${said.slice(0, 300)}`}`;
}
