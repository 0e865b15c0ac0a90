/**
 * Holds requests to a host that has said it will take no more for now. Sources: RFC 9110 section 10.2.3 (Retry-After);
 * Confluent's rate limits, where X-RateLimit-Reset counts seconds from now.
 */
import { delay } from "./delay.ts";
import { PerHost } from "./per-host.ts";
import type { HttpResponse, Layer } from "./message.ts";

/** A host is never held longer: after that it is asked again and may answer for itself. */
const longestHoldMilliseconds = 60_000;

/** The layer: after a 429 with a delay, or a response that leaves nothing, waits before the next request goes out. */
export function respectRateLimits(now: () => number = Date.now): Layer {
  const hosts = new PerHost(() => ({ closedUntil: 0 }));
  return (next) => async (request, context) => {
    const host = hosts.of(request.url);
    while (host.closedUntil > now()) await delay(host.closedUntil - now(), context.signal);
    const response = await next(request, context);
    const wait = response.status === 429 || isExhausted(response) ? (requestedDelay(response, now) ?? 0) : 0;
    host.closedUntil = Math.max(host.closedUntil, now() + Math.min(wait, longestHoldMilliseconds));
    return response;
  };
}

/**
 * The milliseconds that a response asks to wait: Retry-After as seconds or date, else X-RateLimit-Reset where nothing
 * remains. Undefined where it does not say.
 */
export function requestedDelay(response: HttpResponse, now: () => number = Date.now): number | undefined {
  const retryAfter = response.headers.get("retry-after")?.trim();
  if (retryAfter !== undefined) {
    const seconds = secondsOf(retryAfter);
    if (seconds !== undefined) return seconds * 1000;
    const date = Date.parse(retryAfter);
    if (!Number.isNaN(date)) return Math.max(0, date - now());
  }
  const reset = secondsOf(response.headers.get("x-ratelimit-reset")?.trim());
  if (reset === undefined || !(isExhausted(response) || response.status === 429)) return undefined;
  return relativeSeconds(reset, now) * 1000;
}

function isExhausted(response: HttpResponse): boolean {
  return secondsOf(response.headers.get("x-ratelimit-remaining")?.trim()) === 0;
}

function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Some APIs (GitHub) give the reset as a moment since 1970 instead of seconds from now. */
function relativeSeconds(reset: number, now: () => number): number {
  return reset > 1_000_000_000 ? Math.max(0, reset - now() / 1000) : reset;
}
