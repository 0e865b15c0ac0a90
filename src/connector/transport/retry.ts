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
 * whether the API has already acted.
 */
export function retry(options: RetryOptions): Layer {
  const { retries, firstDelayMilliseconds = 500, longestDelayMilliseconds = 10_000 } = options;
  const { totalMilliseconds = 120_000, random = Math.random } = options;
  return (next) => async (request, context) => {
    const lastStart = Date.now() + totalMilliseconds;
    for (let tried = 0; ; tried++) {
      const attempt = await settle(next(request, context));
      const reason = tried < retries && !context.signal.aborted ? reasonToRetry(request, attempt) : undefined;
      if (reason === undefined) return resultOf(attempt);
      const backoff = Math.min(longestDelayMilliseconds, firstDelayMilliseconds * 2 ** tried) * (0.5 + random() / 2);
      const wait = Math.round(reason.wait ?? backoff);
      if (Date.now() + wait > lastStart) return resultOf(attempt);
      tell(reason, wait, context);
      await (options.wait ?? delay)(wait, context.signal);
    }
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

const retriedStatuses = {
  read: [408, 429, 502, 503, 504],
  idempotent: [429, 503],
  write: [429],
} as const satisfies { readonly [kind: string]: readonly number[] };

function kindOf(request: HttpRequest): keyof typeof retriedStatuses {
  if (request.readOnly) return "read";
  return request.method === "PUT" || request.method === "DELETE" ? "idempotent" : "write";
}

function reasonToRetry(request: HttpRequest, attempt: Attempt): Reason | undefined {
  const kind = kindOf(request);
  if ("response" in attempt) {
    const { response } = attempt;
    const statuses: readonly number[] = retriedStatuses[kind];
    if (!statuses.includes(response.status)) return undefined;
    return { text: `status ${response.status}`, wait: requestedDelay(response) };
  }
  const { error } = attempt;
  if (!(error instanceof EngineError)) return undefined;
  const harm = harmOfRetry(error);
  return harm === "none" || (harm === "repeats" && kind === "read") ? { text: error.message } : undefined;
}
