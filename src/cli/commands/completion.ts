/** `tributary completion SHELL`: the script that makes a shell complete command lines. */
import { didYouMean } from "../../common/suggest.ts";
import { scripts, type Shell, shells } from "../completion/shells.ts";
import type { CommandLine } from "../read-flags.ts";
import { standardStream } from "../standard-streams.ts";
import { usage } from "../usage.ts";

export async function completion({ positionals }: CommandLine): Promise<number | "help"> {
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) return "help";
  standardStream("stdout").write(scripts[shellOf(name)]);
  return 0;
}

/** Throws `configuration_error` where it is none that is known. */
export function shellOf(name: string): Shell {
  const shell = shells.find((known) => known === name);
  if (shell !== undefined) return shell;
  throw usage(`there is no completion for ${name}`, didYouMean(name, shells));
}
