/** Asks whoever sits at the terminal before a statement of very many requests. */
import { createInterface } from "node:readline/promises";
import type { Settings } from "../session/settings.ts";
import type { FlagValues } from "./flags.ts";
import { isTerminal } from "./standard-streams.ts";

/** Asks on standard error; undefined with --yes, and where nobody could answer. */
export function confirmOnTerminal(
  flags: FlagValues,
  { signal, hide }: { readonly signal: AbortSignal; readonly hide: () => void },
): Settings["confirm"] {
  // The stream of standard input takes a millisecond to make, and hardly a statement asks.
  if (flags.yes || !isTerminal("stdin") || !isTerminal("stderr")) return undefined;
  return async (requests) => {
    hide();
    const { stdin, stderr } = process;
    const lines = createInterface({ input: stdin, output: stderr });
    // The terminal is raw while it asks: Ctrl-C is a key then, and Ctrl-D closes without an answer.
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    const closed = new Promise<string>((done) => lines.once("close", () => done("")));
    const question = `The statement makes at least ${requests} requests. Run it? [y/N] `;
    try {
      const asked = lines.question(question, { signal }).catch(() => "");
      return /^\s*y(es)?\s*$/i.test(await Promise.race([asked, closed]));
    } finally {
      lines.close();
    }
  };
}
