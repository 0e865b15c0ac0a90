/** All checks, in the order in which one mends what they find. */
import { redact } from "../../common/redact.ts";
import { checkConfiguration } from "./configuration.ts";
import { checkCredentials } from "./credentials.ts";
import type { Examined, Finding } from "./finding.ts";
import { checkFolders } from "./folders.ts";
import { checkNetwork } from "./network.ts";
import { checkProviders } from "./providers.ts";
import { checkRuntime } from "./runtime.ts";
import { checkState } from "./state.ts";

export interface Unexamined {
  /** Why the settings as they are given cannot be obeyed; the rest is examined as if none were given. */
  readonly unread: unknown;
  readonly store: string | undefined;
}

/** Findings as they come. Throws `query_canceled` once the signal is aborted. */
export async function* examine(examined: Examined, { unread, store }: Unexamined): AsyncIterable<readonly Finding[]> {
  const { signal } = examined;
  // What waits for servers begins at once, and is told in its turn.
  const providers = checkProviders(examined);
  const credentials = checkCredentials(examined);
  const network = credentials.then((found) => checkNetwork(examined, found.providers));
  const steps: readonly Promise<readonly Finding[]>[] = [
    checkRuntime(),
    checkConfiguration(examined, unread),
    providers,
    credentials.then(({ findings }) => findings),
    network,
    Promise.resolve(checkState(store)),
    checkFolders(examined),
  ];
  const settled = Promise.allSettled(steps);
  try {
    for (const step of steps) {
      const findings = await step;
      signal.throwIfAborted();
      yield findings.map(hidden);
    }
  } finally {
    await settled;
  }
}

function hidden({ check, status, detail, remedy }: Finding): Finding {
  return { check, status, detail: redact(detail), remedy: remedy === undefined ? undefined : redact(remedy) };
}
