/** Asking for tokens: the requests, what answers hold, and keeping them. All auth types that fetch tokens share it. */
import { EngineError, type ErrorCondition } from "../../common/error.ts";
import type { JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { jsonOf, property, textAt } from "../../common/json.ts";
import { formEncode } from "../percent.ts";
import {
  shownUrl,
  type Credentials,
  type HttpRequest,
  type HttpResponse,
  type NamedValue,
} from "../transport/message.ts";
import { authorization, type AuthContext } from "./auth-type.ts";
import { remember } from "./secrets.ts";
import type { Token } from "./token-cache.ts";

export interface FormRequest {
  readonly url: string;
  readonly form: readonly NamedValue[];
  /** Fields that are sent, but never shown. */
  readonly secretForm?: readonly NamedValue[] | undefined;
  readonly credentials?: Credentials | undefined;
}

/** A POST of a form. */
export function postForm({ url, form, secretForm = [], credentials }: FormRequest): HttpRequest {
  return {
    method: "POST",
    url,
    headers: [
      ["accept", "application/json"],
      ["content-type", "application/x-www-form-urlencoded"],
    ],
    body: { text: formEncode([...form, ...secretForm]), shown: formEncode(form) },
    credentials,
    // Asking for a token twice does no harm.
    readOnly: true,
    secretNames: [],
  };
}

/** A GET; secret headers go into `credentials`. */
export function getWith(url: string, headers: readonly NamedValue[], credentials?: Credentials): HttpRequest {
  const accept: NamedValue = ["accept", "application/json"];
  return { method: "GET", url, headers: [accept, ...headers], credentials, readOnly: true, secretNames: [] };
}

/** Credentials that are secret headers. */
export function secretHeaders(...headers: readonly NamedValue[]): Credentials {
  for (const [, value] of headers) remember(value);
  return { headers, query: [] };
}

export interface KeptToken {
  readonly text: string;
  /** Set where it came out of the cache: forgets it. */
  readonly renew: (() => void) | undefined;
}

/** The token of a key, fetched unless it is known; what the key holds must tell one token from all others. */
export async function keptToken(
  { tokens, sending, connection }: AuthContext,
  keyParts: readonly unknown[],
  fetch: (signal: AbortSignal) => Promise<Token>,
): Promise<KeptToken> {
  const key = JSON.stringify(connection === undefined ? keyParts : [connection, keyParts]);
  const { text, cached } = await tokens.get(key, fetch, sending.signal);
  return { text, renew: cached ? () => tokens.forget(key, text) : undefined };
}

/** A kept token as the Authorization header. */
export function bearerOf({ text, renew }: KeptToken): Credentials {
  return { ...authorization(`Bearer ${text}`), renew };
}

/** The token of an answer (RFC 6749 section 5). Throws `upstream_*`; `hint` says where what was refused came from. */
export function tokenIn(response: HttpResponse, owner: string, hint: string): Token {
  const answer = successIn(response, owner, hint);
  const text = textAt(answer, "access_token");
  if (text === undefined) {
    throw requestFailure(
      "upstream_bad_response",
      `the token endpoint ${shownUrl(response.url)} answered without access_token`,
    );
  }
  remember(text);
  const seconds = Number(property(answer, "expires_in"));
  return { text, lifetime: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined };
}

/** The JSON of a 2xx answer, undefined where it is none. Throws `upstream_unauthenticated`, `upstream_failed`. */
export function successIn(response: HttpResponse, owner: string, hint: string): JsonValue | undefined {
  const answer = jsonIn(response);
  if (response.status >= 200 && response.status <= 299) return answer;
  const error = property(answer, "error");
  const texts = [textAt(answer, "error"), textAt(answer, "error_description"), textAt(error, "message")];
  const reasons = [...texts, textAt(answer, "message"), ...xmlProblem(response)].filter((part) => part !== undefined);
  throw tokenRefused(response, { owner, hint, reason: reasons.join(", ") });
}

interface RefusedToken {
  readonly owner: string;
  readonly hint: string;
  readonly reason: string;
}

function tokenRefused(response: HttpResponse, { owner, hint, reason }: RefusedToken): Error {
  const isRefusal = response.status >= 400 && response.status < 500;
  const said = reason === "" ? "" : `: ${reason}`;
  const message = `no access token for ${owner}: ${shownUrl(response.url)} answered ${response.status}${said}`;
  return requestFailure(isRefusal ? "upstream_unauthenticated" : "upstream_failed", message, {
    hint: isRefusal ? hint : "The token endpoint is failing; try again later.",
  });
}

/** `<Code>` and `<Message>` of AWS. */
function xmlProblem(response: HttpResponse): readonly (string | undefined)[] {
  const text = response.body.toString("utf8");
  return text.startsWith("<") ? [elementIn(text, "Code"), elementIn(text, "Message")] : [];
}

/** The text of the first element of a name, which holds no others. */
export function elementIn(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

export function jsonIn(response: HttpResponse): JsonValue | undefined {
  return jsonOf(response.body.toString("utf8"));
}

/** Milliseconds until a moment such as `2015-08-30T12:36:00Z`; undefined where it is none. */
export function timeUntil(moment: string | undefined): number | undefined {
  const at = Date.parse(moment ?? "");
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/**
 * The answer of a service that only machines of a cloud can reach, undefined where none answers in a moment. Throws
 * `query_canceled`.
 */
export async function probe(
  context: AuthContext,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse | undefined> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(probeMilliseconds)]);
  try {
    return await context.send(request, { ...context.sending, signal: limited });
  } catch (error) {
    // Limits of the statement are no sign of where it runs.
    if (signal.aborted || !(error instanceof EngineError) || !unreachable.has(error.condition)) throw error;
    return undefined;
  }
}

const unreachable: ReadonlySet<string> = new Set<ErrorCondition>([
  "connection_failed",
  "request_not_recorded",
  "upstream_timeout",
  "upstream_bad_response",
  "query_canceled",
]);

const probeMilliseconds = 1000;
