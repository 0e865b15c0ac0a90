/** Asks whoever sits at the terminal before a statement of very many requests. */
import { createInterface } from "node:readline/promises";
import type { Settings } from "../session/settings.ts";
import type { FlagValues } from "./flags.ts";

/** Asks on standard error; undefined with --yes, and where nobody could answer. */
export function confirmOnTerminal(
  flags: FlagValues,
  { signal, hide }: { readonly signal: AbortSignal; readonly hide: () => void },
): Settings["confirm"] {
  const { stdin, stderr } = process;
  if (flags.yes || !stdin.isTTY || !stderr.isTTY) return undefined;
  return async (requests) => {
    hide();
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      const answer = await lines.question(`The statement makes at least ${requests} requests. Run it? [y/N] `, {
        signal,
      });
      return /^\s*y(es)?\s*$/i.test(answer);
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    } finally {
      lines.close();
    }
  };
}
