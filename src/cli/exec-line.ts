/** The command line of a run of `exec`, whose code is one with it: what the build makes the bundle of `exec` of. */
import { runCommandLine as runLine } from "./command-line.ts";
import { exec } from "./commands/exec.ts";

/** As `runCommandLine` does, for command lines that begin with `exec`. */
export function runCommandLine(args: readonly string[]): Promise<void> {
  return runLine(args, exec);
}
