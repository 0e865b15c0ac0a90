/** The transport chain. The order of its layers is written here and nowhere else. */
import type { ConnectorConfig } from "../call.ts";
import type { Tape } from "../recording/tape.ts";
import { limitConcurrency } from "./concurrency.ts";
import { limitRate } from "./limit-rate.ts";
import { reportEvents } from "./events.ts";
import { sendOverHttp } from "./http.ts";
import type { Layer, Send } from "./message.ts";
import { respectRateLimits } from "./rate-limit.ts";
import { followRedirects } from "./redirects.ts";
import { retry } from "./retry.ts";
import type { Sockets } from "./sockets.ts";

/** Requests in, responses of any status out; throws as `sendOverHttp`, the tape and the layers do. */
export function createTransport(config: ConnectorConfig, sockets: Sockets, tape: Tape): Send {
  const isReplay = config.replay !== undefined;
  const layers: readonly Layer[] = [
    followRedirects(),
    // Outside the concurrency limit: a request that waits for its next attempt leaves its place to others.
    retry({ retries: config.retries, ...(isReplay && { wait: async () => undefined }) }),
    limitConcurrency(config.concurrency),
    // Inside it: what had a place before the host closed must wait as well. Nobody is spared by waiting for a recording.
    ...(isReplay ? [] : [respectRateLimits()]),
    ...(isReplay || config.maxRate === undefined ? [] : [limitRate(config.maxRate)]),
    reportEvents(),
  ];
  return compose(layers, tape.through(sendOverHttp(sockets, config)));
}

/** `innermost` wrapped by the layers, the first one outermost. */
function compose(layers: readonly Layer[], innermost: Send): Send {
  return layers.reduceRight((next, layer) => layer(next), innermost);
}
