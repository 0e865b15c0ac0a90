/** Spaces the requests to a host, so that no more go out per second than the user allows. */
import { delay } from "./delay.ts";
import { PerHost } from "./per-host.ts";
import type { Layer } from "./message.ts";

/** The layer; one instance serves all calls of a connector. Requests go out in the order in which they came. */
export function limitRate(perSecond: number, now: () => number = () => performance.now(), wait = delay): Layer {
  const gap = 1000 / perSecond;
  const hosts = new PerHost(() => ({ next: -Infinity }));
  return (next) => async (request, context) => {
    const host = hosts.of(request.url);
    const at = Math.max(host.next, now());
    host.next = at + gap;
    if (at > now()) await wait(at - now(), context.signal);
    return next(request, context);
  };
}
