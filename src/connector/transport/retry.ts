/** Sends a request again where that is safe and likely to help, with growing, jittered delays. */
import { EngineError } from "../../common/error.ts";
import { delay } from "./delay.ts";
import { harmOfRetry } from "./network-failure.ts";
import { requestedDelay } from "./rate-limit.ts";
import type { HttpRequest, HttpResponse, Layer, SendContext } from "./message.ts";

export interface RetryOptions {
  /** Attempts after the first. */
  readonly retries: number;
  readonly firstDelayMilliseconds?: number;
  readonly longestDelayMilliseconds?: number;
  /** No attempt starts later than this after the first one did. */
  readonly totalMilliseconds?: number;
  readonly random?: () => number;
  /** Waits between attempts. */
  readonly wait?: typeof delay;
}

/** Why to try again; `wait` where the API says how long. */
interface Reason {
  readonly text: string;
  readonly wait?: number | undefined;
}

type Attempt = { readonly response: HttpResponse } | { readonly error: unknown };

/**
 * The layer. Reads are retried on network failures and on 408, 429, 502, 503 and 504; PUT and DELETE on 429, 503 and
 * where nothing was sent; other writes only on 429 and where nothing was sent, because any other failure leaves open
 * whether the API has already acted. A document may say otherwise of number, delays and statuses (`Retry`), within
 * what is safe; retries that the user has switched off stay off.
 */
export function retry(options: RetryOptions): Layer {
  const { totalMilliseconds = 120_000, random = Math.random } = options;
  return (next) => async (request, context) => {
    const lastStart = Date.now() + totalMilliseconds;
    const { retries, delayAfter } = courseOf(request, options);
    for (let tried = 0; ; tried++) {
      const attempt = await settle(next(request, context));
      const reason = tried < retries && !context.signal.aborted ? reasonToRetry(request, attempt) : undefined;
      if (reason === undefined) return resultOf(attempt);
      const wait = Math.round(reason.wait ?? delayAfter(tried, random()));
      if (Date.now() + wait > lastStart) return resultOf(attempt);
      tell(reason, wait, context);
      await (options.wait ?? delay)(wait, context.signal);
    }
  };
}

interface Course {
  readonly retries: number;
  /** `chance` from 0 to 1: many that fail together do not come back together. */
  delayAfter(tried: number, chance: number): number;
}

function courseOf({ retry: asked = {} }: HttpRequest, options: RetryOptions): Course {
  const { firstDelayMilliseconds: first = options.firstDelayMilliseconds ?? 500, growth = 2, jitter = 0.5 } = asked;
  const longest = asked.longestDelayMilliseconds ?? options.longestDelayMilliseconds ?? 10_000;
  return {
    retries: options.retries === 0 || asked.attempts === undefined ? options.retries : asked.attempts - 1,
    delayAfter: (tried, chance) => Math.min(longest, first * growth ** tried) * (1 - jitter * chance),
  };
}

async function settle(sending: Promise<HttpResponse>): Promise<Attempt> {
  try {
    return { response: await sending };
  } catch (error) {
    return { error };
  }
}

function resultOf(attempt: Attempt): HttpResponse {
  if ("response" in attempt) return attempt.response;
  throw attempt.error;
}

function tell(reason: Reason, wait: number, context: SendContext): void {
  context.onEvent({ kind: "request-retried", id: context.id, reason: reason.text, delayMilliseconds: wait });
}

type Kind = "read" | "idempotent" | "write";

const usualStatuses: { readonly [kind in Kind]: readonly number[] } = {
  read: [408, 429, 502, 503, 504],
  idempotent: [429, 503],
  write: [429],
};

function kindOf(request: HttpRequest): Kind {
  if (request.readOnly) return "read";
  return request.method === "PUT" || request.method === "DELETE" ? "idempotent" : "write";
}

/**
 * The statuses after which a request is sent again. A document decides freely for reads, and for PUT and DELETE that it
 * names itself; of others it can only take statuses away, since it cannot know whether the API has acted.
 */
function statusesFor(request: HttpRequest): readonly number[] {
  const kind = kindOf(request);
  const { methods, statuses = usualStatuses[kind] } = request.retry ?? {};
  const isNamed = methods?.includes(request.method) === true || (kind === "read" && methods?.includes("GET") === true);
  if (methods !== undefined && !isNamed) return [];
  const isFree = kind === "read" || (kind === "idempotent" && isNamed);
  return isFree ? statuses : statuses.filter((status) => usualStatuses[kind].includes(status));
}

function reasonToRetry(request: HttpRequest, attempt: Attempt): Reason | undefined {
  if ("response" in attempt) {
    const { response } = attempt;
    if (!statusesFor(request).includes(response.status)) return undefined;
    return { text: `status ${response.status}`, wait: requestedDelay(response) };
  }
  const { error } = attempt;
  if (!(error instanceof EngineError)) return undefined;
  const harm = harmOfRetry(error);
  return harm === "none" || (harm === "repeats" && kindOf(request) === "read") ? { text: error.message } : undefined;
}
