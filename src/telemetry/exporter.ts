/** Sends payloads to a collector: OTLP/HTTP with JSON. A failure is an answer here, never thrown. */
import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { reasonOf } from "../common/error.ts";
import { jsonOf, property } from "../common/json.ts";
import type { Endpoint } from "./settings.ts";

/** Undefined where the collector took all; else why not, for people, without what is secret. */
export type Refusal = string | undefined;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** After these it may be sent again. Source: OTLP/HTTP response page. */
const passing: readonly number[] = [429, 502, 503, 504];
const mostAttempts = 4;
const firstDelayMilliseconds = 200;
/** Timers that are asked for more fire at once. */
const longestDelayMilliseconds = 2 ** 31 - 1;
/** Answers are short; what a wrong address sends is not kept. */
const longestAnswer = 65_536;

/** Sends a payload, several times where that may help, until the signal ends it. */
export async function send(endpoint: Endpoint, body: object, signal: AbortSignal): Promise<Refusal> {
  const text = JSON.stringify(body);
  const bytes = endpoint.gzip ? gzipSync(text) : Buffer.from(text);
  for (let attempt = 1; ; attempt++) {
    const answer = await post(endpoint, bytes, signal).catch((thrown: unknown) => reasonOf(thrown));
    const refusal = refusalOf(answer);
    const isPassing = typeof answer === "string" || passing.includes(answer.status);
    if (refusal === undefined || !isPassing || attempt === mostAttempts || signal.aborted) return refusal;
    await pause(delayOf(answer, attempt), signal);
  }
}

function post(endpoint: Endpoint, bytes: Buffer, signal: AbortSignal): Promise<Answer> {
  const { url, headers, timeoutMilliseconds, gzip, certificate } = endpoint;
  const { request } = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(gzip && { "content-encoding": "gzip" }),
        ...Object.fromEntries(headers),
        "content-length": bytes.length,
      },
      agent: false,
      ...(certificate !== undefined && { ca: certificate }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= longestAnswer) chunks.push(chunk);
      });
      response.once("error", reject);
      response.once("end", () => {
        const { statusCode: status = 0 } = response;
        resolve({ status, retryAfter: response.headers["retry-after"], text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    sent.end(bytes);
  });
}

function refusalOf(answer: Answer | string): Refusal {
  if (typeof answer === "string") return answer;
  const { status, text } = answer;
  if (status < 200 || status >= 300) return `status ${status}`;
  const rejected = rejectedBy(text);
  return rejected === 0 ? undefined : `${rejected} of what was sent were rejected`;
}

/** What a partial success counts, of spans or of points. */
function rejectedBy(text: string): number {
  const told = property(jsonOf(text), "partialSuccess");
  return Number(property(told, "rejectedSpans") ?? property(told, "rejectedDataPoints") ?? 0);
}

function delayOf(answer: Answer | string, attempt: number): number {
  const asked = typeof answer === "string" ? NaN : Number(answer.retryAfter);
  return asked >= 0 ? Math.min(asked * 1000, longestDelayMilliseconds) : firstDelayMilliseconds * 2 ** (attempt - 1);
}

/** Ends early where the signal is aborted. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
