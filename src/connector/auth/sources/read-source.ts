/** Reads a source that takes time: a file, a program, the keychain. Loaded when one is first needed. */
import { requestFailure } from "../../failure.ts";
import { expandHome, readNamed } from "../files.ts";
import { outputOf } from "../run-command.ts";
import type { Environment } from "../secrets.ts";
import type { Token } from "../token-cache.ts";
import { keychainCommand } from "./keychain.ts";
import { lifetimeIn } from "./printed-secret.ts";
import { programOf, type SlowSource } from "./source.ts";

export interface SourceReading {
  /** Of the process, to find home and programs. */
  readonly environment: Environment;
  /** Which variable of which connection, for messages. */
  readonly owner: string;
  readonly signal: AbortSignal;
}

/** What a source holds, whole. Throws `missing_credentials` that names the source, `query_canceled`. */
export async function readSlow(source: SlowSource, reading: SourceReading): Promise<Token> {
  if ("file" in source) {
    return { text: await readNamed(expandHome(reading.environment, source.file), reading.owner) };
  }
  if ("exec" in source) return printedBy(source.exec, reading);
  const command = keychainCommand(source);
  if (command === undefined) {
    throw requestFailure("missing_credentials", `no keychain is known on ${process.platform} for ${reading.owner}`, {
      hint: "Give the variable as {exec: [program, …]}, {file: …} or {env: …}.",
    });
  }
  const printed = await outputOf(command, reading, reading.signal);
  return { text: needed(printed.replace(/\r?\n$/, ""), command.shown ?? "", reading.owner) };
}

async function printedBy(line: readonly [program: string, ...parameters: string[]], reading: SourceReading) {
  const shown = programOf(line);
  const hint = "It is the exec of the variable; run the program to see what it says.";
  // Its parameters may be secrets: only its name is told.
  const printed = await outputOf({ line, shown, direct: true, hint }, reading, reading.signal);
  return { text: needed(printed, shown, reading.owner), lifetime: lifetimeIn(printed, Date.now()) };
}

function needed(printed: string, program: string, owner: string): string {
  if (printed.trim() !== "") return printed;
  throw requestFailure("missing_credentials", `no credentials for ${owner}: ${program} printed nothing`);
}
