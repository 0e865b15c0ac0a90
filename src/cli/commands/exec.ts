/** `tributary exec`: statements from the command line, a file or standard input. */
import { readFileSync } from "node:fs";
import { EngineError } from "../../common/error.ts";
import { openSession } from "../../session/session.ts";
import type { CommandLine } from "../read-flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { runScript } from "../run-script.ts";
import { settingsOf } from "../settings.ts";
import { openTerminal } from "../terminal.ts";

export async function exec({ positionals, flags }: CommandLine): Promise<number> {
  const sql = scriptOf(positionals, flags.infile);
  return runSql(sql, flags);
}

/** Runs a script with the given flags; resolves with the exit code. */
export async function runSql(sql: string, flags: CommandLine["flags"]): Promise<number> {
  const settings = settingsOf(flags);
  const interruption = listenForInterrupt();
  const terminal = openTerminal(flags);
  const session = openSession(settings, (event) => {
    interruption.onEvent(event);
    terminal.onEvent(event);
  });
  try {
    const code = await runScript(sql, session, terminal, { flags, signal: interruption.signal });
    await terminal.end();
    return code;
  } finally {
    interruption.end();
    await session.close();
  }
}

function scriptOf(positionals: readonly string[], infile: string | undefined): string {
  if (infile !== undefined) return readScript(infile);
  const [first, ...more] = positionals;
  if (first !== undefined && first !== "-") {
    if (more.length === 0) return first;
    throw usage(
      `exec takes one text, found ${positionals.length}`,
      'Put the whole statement in quotes: tributary exec "SELECT …".',
    );
  }
  if (first === undefined && process.stdin.isTTY) {
    throw usage("exec needs a statement", 'Write tributary exec "SELECT …", or give a file with -i FILE.');
  }
  return readScript("-");
}

function readScript(path: string): string {
  const isStdin = path === "-" || path === "stdin";
  try {
    return readFileSync(isStdin ? 0 : path, "utf8");
  } catch (cause) {
    throw usage(
      `${isStdin ? "standard input" : path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      undefined,
    );
  }
}

/** A command line that cannot be obeyed. */
export function usage(message: string, hint: string | undefined): EngineError {
  return new EngineError({ condition: "configuration_error", stage: "config", message, hint });
}
