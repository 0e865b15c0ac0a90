/** `tributary complete SHELL -- WORD…`: what the scripts of `tributary completion` ask. Reads names of the catalog only. */
import { join } from "node:path";
import { openCatalog } from "../../catalog/store/open.ts";
import { distFolder, stateFolder } from "../../paths.ts";
import { commands } from "../commands.ts";
import { complete as completionOf } from "../completion/complete.ts";
import { namesOf } from "../completion/names.ts";
import { answerFor, wordsFrom } from "../completion/shells.ts";
import type { CommandLine } from "../read-flags.ts";
import { standardStream } from "../standard-streams.ts";
import { shellOf } from "./completion.ts";

export async function complete({ positionals, flags, environment }: CommandLine): Promise<number | "help"> {
  const [name = "", ...given] = positionals;
  const shell = shellOf(name);
  const words = wordsFrom(shell, given);
  const approot = valueIn(words, "--approot") ?? flags.approot ?? stateFolder(environment);
  const catalog = openCatalog({
    shippedDirectory: join(distFolder(), "providers"),
    userDirectory: join(approot, "providers"),
  });
  const shown = Object.fromEntries(Object.entries(commands).filter(([, { hidden }]) => hidden !== true));
  const completion = await completionOf(words, { commands: shown, names: namesOf(catalog) });
  standardStream("stdout").write(answerFor(shell, completion));
  return 0;
}

/** The value of a flag in the command line that is being written. */
function valueIn(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  if (at >= 0 && at < words.length - 1) return words[at + 1];
  return words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}
