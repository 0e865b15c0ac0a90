/** What an API's refusal means: one parser for the shapes of error bodies, one table from status to condition. */
import type { AuthConfig } from "../catalog/model.ts";
import type { EngineError, ErrorCondition } from "../common/error.ts";
import type { JsonValue } from "../common/value.ts";
import { sourceOf } from "./auth/source-of.ts";
import type { Call } from "./call.ts";
import { requestFailure } from "./failure.ts";
import { isJsonArray, isJsonObject, jsonOf, property, textAt } from "../common/json.ts";
import { excerpt, textOfBody } from "./response/parse.ts";
import { requestedDelay } from "./transport/rate-limit.ts";
import { shownUrl, type HttpRequest, type HttpResponse } from "./transport/message.ts";

/** What an error body says, as far as it says it. */
export interface UpstreamProblem {
  readonly code?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
  /** The property or parameter at fault. */
  readonly source?: string | undefined;
  readonly suggestion?: string | undefined;
}

type Shape = (body: JsonValue) => readonly UpstreamProblem[];

/** Tried in this order; the first that finds anything wins. */
const shapes: readonly Shape[] = [errorsList, errorObject, errorCode, oauthError, plainObject];

/** The problems that an error body names; [] where it is empty or of no known shape. */
export function problemsIn(body: JsonValue | undefined): readonly UpstreamProblem[] {
  if (body === undefined) return [];
  for (const shape of shapes) {
    const problems = shape(body).filter((one) => Object.values(one).some((part) => part !== undefined));
    if (problems.length > 0) return problems;
  }
  return [];
}

/** `{"errors": [{id, status, code, title, detail, source: {pointer | parameter}}]}`, or a list of texts. */
function errorsList(body: JsonValue): readonly UpstreamProblem[] {
  const errors = property(body, "errors");
  if (!isJsonArray(errors)) return [];
  return errors.map((error) => (typeof error === "string" ? { detail: error } : fieldsOf(error)));
}

/** `{"error": {code, message, …}}`: Connect, Google, Azure, and the announced standard with details and suggestion. */
function errorObject(body: JsonValue): readonly UpstreamProblem[] {
  const error = property(body, "error");
  return isJsonObject(error) ? [fieldsOf(error)] : [];
}

/** `{"error_code": 40401, "message": "…"}`: Kafka REST, Schema Registry, role bindings. */
function errorCode(body: JsonValue): readonly UpstreamProblem[] {
  const code = codeText(property(body, "error_code"));
  return code === undefined ? [] : [{ code, detail: textAt(body, "message") }];
}

/** `{"error": "invalid_client", "error_description": "…"}` (RFC 6749 section 5.2). */
function oauthError(body: JsonValue): readonly UpstreamProblem[] {
  const code = textAt(body, "error");
  return code === undefined ? [] : [{ code, detail: textAt(body, "error_description") ?? textAt(body, "message") }];
}

/** `{code, message}`, problem details (RFC 9457), or any object with a text that explains. */
function plainObject(body: JsonValue): readonly UpstreamProblem[] {
  return isJsonObject(body) ? [fieldsOf(body)] : [];
}

function fieldsOf(error: JsonValue): UpstreamProblem {
  const pointer = textAt(property(error, "source"), "pointer") ?? textAt(error, "path");
  return {
    code: codeText(property(error, "code")),
    title: textAt(error, "title"),
    detail: textAt(error, "detail") ?? textAt(error, "message") ?? textAt(error, "details"),
    source: textAt(property(error, "source"), "parameter") ?? (pointer === undefined ? undefined : dotted(pointer)),
    suggestion: textAt(error, "suggestion"),
  };
}

function codeText(value: JsonValue | undefined): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}

/** A JSON pointer as SQL would name the property: `/spec/display_name` is `spec.display_name`. */
function dotted(pointer: string): string {
  const parts = pointer.replace(/^#?\//, "").split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
}

/** The failed exchange, and how the call proved who sent it. */
export interface Refusal {
  readonly call: Call;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly auth: AuthConfig;
}

/** The EngineError for a response that is no success: message and hint name all that is known, and no secret. */
export function upstreamError(refusal: Refusal): EngineError {
  const { call, request, response } = refusal;
  const text = textOfBody(response);
  const body = jsonOf(text);
  const problems = problemsIn(body);
  const condition = conditionOf(response.status, text);
  const said = problems.length > 0 ? problems.map(sentence).join("; ") : excerpt(withoutTags(text));
  const id = response.headers.get("x-request-id") ?? textAt(body, "requestId");
  const url = shownUrl(request.url, request.secretNames);
  const message = [
    `${call.method.id}: ${request.method} ${url} answered ${response.status}`,
    said === "" ? "" : `: ${said}`,
    id === undefined ? "" : ` (request id ${id})`,
  ].join("");
  const suggestions = problems.flatMap((problem) => problem.suggestion ?? []);
  const hint = [...suggestions, hints[condition]?.(refusal) ?? ""].filter((part) => part !== "").join(" ");
  const upstream = { status: response.status, codes: codesIn(response, text, problems) };
  return requestFailure(condition, message, { hint: hint === "" ? undefined : hint, upstream });
}

/** The codes that an answer gives its problem: in JSON, in XML, and in the headers and `__type` of AWS. */
function codesIn({ headers }: HttpResponse, text: string, problems: readonly UpstreamProblem[]): readonly string[] {
  const body = jsonOf(text);
  const typed = [headers.get("x-amzn-errortype"), textAt(body, "__type"), textAt(property(body, "error"), "status")];
  const tagged = [...text.matchAll(/<Code>\s*([^<]{1,200}?)\s*<\/Code>/gi)].flatMap(([, code]) => code ?? []);
  const named = typed.flatMap((type) => type?.split(":")[0]?.split("#").at(-1) ?? []);
  return [...new Set([...problems.flatMap(({ code }) => code ?? []), ...named, ...tagged])];
}

/** What an error body says, a sentence for each problem. */
export function sentencesOf(body: JsonValue | undefined): readonly string[] {
  return problemsIn(body).map(sentence);
}

function sentence({ code, title, detail, source }: UpstreamProblem): string {
  const texts = [...new Set([title, detail].filter((part) => part !== undefined))];
  const parts = [code === undefined ? "" : `[${code}]`, texts.join(": "), source === undefined ? "" : `(at ${source})`];
  return parts.filter((part) => part !== "").join(" ");
}

/** The words of an HTML page. */
function withoutTags(text: string): string {
  if (!/^\s*</.test(text)) return text;
  return text.replace(/<(style|script)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ");
}

const conditions: { readonly [status: number]: ErrorCondition } = {
  401: "upstream_unauthenticated",
  402: "upstream_quota_exceeded",
  403: "upstream_forbidden",
  404: "upstream_not_found",
  409: "upstream_conflict",
  429: "upstream_rate_limited",
};

const awsUnauthenticated =
  /\b(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature(Exception)?|ExpiredToken(Exception)?|MissingAuthenticationToken(Exception)?|RequestExpired|RequestTimeTooSkewed)\b/;

/** By status; what a body says of its own status is not believed. */
export function conditionOf(status: number, text: string): ErrorCondition {
  // Confluent answers 403 where the key itself is unknown.
  if (status === 403 && /invalid api key/i.test(text)) return "upstream_unauthenticated";
  // AWS says of unknown keys and wrong signatures with 403, and with 400.
  if ((status === 403 || status === 400) && awsUnauthenticated.test(text)) return "upstream_unauthenticated";
  const known = conditions[status];
  if (known !== undefined) return known;
  if (status >= 500) return "upstream_failed";
  return status >= 400 ? "upstream_rejected" : "upstream_bad_response";
}

type Hint = (refusal: Refusal) => string;

const hints: { readonly [condition in ErrorCondition]?: Hint } = {
  upstream_unauthenticated: credentialHint,
  upstream_forbidden: ({ auth }) =>
    auth.type === "oauth2"
      ? `The token's scopes are ${auth.scopes?.join(" ") ?? "not set"}; this method may need another scope.`
      : "The owner of the credentials lacks a role for this, or the object no longer exists.",
  upstream_not_found: () =>
    "Check the identifiers, and that the object belongs to the organization of the credentials.",
  upstream_quota_exceeded: () =>
    "A quota is used up: remove something, or have the quota raised; it is not a matter of trying again.",
  upstream_conflict: ({ response }) => {
    const location = response.headers.get("location");
    const where = location === undefined ? "" : ` What is there already: ${shownUrl(location)}.`;
    return `It exists already, is in use, or was changed meanwhile.${where}`;
  },
  upstream_rate_limited: ({ response }) => {
    const wait = requestedDelay(response);
    return wait === undefined
      ? "Try again later, or with fewer requests at a time."
      : `The API asks to wait ${Math.ceil(wait / 1000)} s; fewer requests at a time may help too.`;
  },
  upstream_failed: ({ request }) =>
    request.readOnly
      ? "The service has a problem; try again later."
      : "The service has a problem, and the change may have been made all the same: look before trying again.",
  upstream_bad_response: ({ response }) => {
    const region = response.headers.get("x-amz-bucket-region");
    if (region !== undefined) return `The bucket lies in another region: give region = '${region}'.`;
    const location = response.headers.get("location");
    return location === undefined ? "" : `It points to ${shownUrl(location)}, which is not followed.`;
  },
};

function credentialHint({ auth, call }: Refusal): string {
  if (auth.type === "null_auth") {
    return `The request carried no credentials: set some for ${call.provider}.${call.service} with --auth.`;
  }
  const clock = auth.type.startsWith("aws_") ? " Signatures also want the clock of this machine to be right." : "";
  return `The credentials came from ${sourceOf(auth)}; check that they are valid, and meant for this API and host.${clock}`;
}
