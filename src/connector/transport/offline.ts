/** The guard in front of every place where this program opens a socket: `--offline` and `--replay` let none through. */
import { requestFailure } from "../failure.ts";
import type { NetworkConfig } from "../network.ts";

export type Reach = Pick<NetworkConfig, "offline" | "replay">;

/** Throws `network_access_denied` where no socket may be opened; `target` says to where one would be. */
export function refuseSockets(target: string, { offline, replay }: Reach = {}): void {
  if (replay !== undefined) {
    throw requestFailure(
      "network_access_denied",
      `${target} would need the network, but --replay answers from a file`,
      {
        hint: "Leave --replay out to reach it: only requests to APIs, to the registry and for tokens are recorded.",
      },
    );
  }
  if (offline !== true) return;
  throw requestFailure("network_access_denied", `${target} would need the network, but --offline keeps it closed`, {
    hint: "Leave --offline out to reach it. What answers offline: the catalog, --replay, local files and tables, materialized views, and rows that --keep and --store kept while they last.",
  });
}

/** True where requests of APIs are refused before credentials are looked for. */
export function isCutOff({ offline, replay }: Reach): boolean {
  return offline === true && replay === undefined;
}
