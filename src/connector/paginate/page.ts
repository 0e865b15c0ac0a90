/** What a pagination algorithm sees and says. */
import type { Pagination } from "../../catalog/model.ts";
import { parseJson, stringifyJson, type JsonValue } from "../../common/value.ts";
import type { EngineError } from "../../common/error.ts";
import { bareType } from "../../common/media-type.ts";
import { requestFailure } from "../failure.ts";
import { isJsonArray, isJsonObject, jsonAsText, property } from "../../common/json.ts";
import type { Located } from "../response/rows.ts";
import { headerOf, shownUrl, withHeader, withQuery, type HttpRequest } from "../transport/message.ts";

/** A page that has been read. */
export interface ReadPage {
  readonly request: HttpRequest;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: JsonValue | undefined;
  /** The body as it came, where a transform made another of it: tokens may be lost on the way. */
  readonly source?: JsonValue | undefined;
  /** What the rows are made of. */
  readonly located: Located;
}

/** A page in its place among the pages of a call. */
export interface CountedPage extends ReadPage {
  /** How many rows there were up to its end. */
  readonly rowsSoFar: number;
}

export interface NextPage {
  readonly request: HttpRequest;
  /** What tells this page from the others: seen twice, the pages go round in a circle. */
  readonly mark: string;
}

/** The request for the page after this one; undefined after the last. Throws `upstream_bad_response`. */
export type Algorithm = (pagination: Pagination, page: CountedPage) => NextPage | undefined;

/** What the response says of the next page; undefined where it says nothing, in any of the ways of doing so. */
export function nextValue({ response }: Pagination, page: ReadPage): JsonValue | undefined {
  if (response.in === "header") return something(page.headers.get((response.path[0] ?? "").toLowerCase()));
  for (const path of [response.path, ...(response.others ?? [])]) {
    const value = something(valueIn(page, path));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The value at a path of the body, or of what the body was made of. */
export function valueIn(page: ReadPage, path: readonly string[] | undefined): JsonValue | undefined {
  if (path === undefined || path.length === 0) return undefined;
  return path.reduce(step, page.body) ?? path.reduce(step, page.source);
}

/** A property, or the item of a list at an index, which counts from the end where it is negative. */
function step(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonArray(value) && /^-?\d+$/.test(name) ? value.at(Number(name)) : property(value, name);
}

function something(value: JsonValue | undefined): JsonValue | undefined {
  const isNothing = value === undefined || value === null || value === "" || value === false;
  return isNothing || (typeof value === "object" && Object.keys(value).length === 0) ? undefined : value;
}

/** True where the response says that no page follows. XML says so in a text. */
export function saysLast({ more }: Pagination, page: ReadPage): boolean {
  const value = valueIn(page, more);
  return value === false || value === "false";
}

/** A whole number, which may be written as text. */
export function numberIn(value: JsonValue | undefined): number | undefined {
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return value !== "" && Number.isInteger(number) ? number : undefined;
}

type Placing = (request: HttpRequest, name: string, value: JsonValue | undefined) => HttpRequest;

const placings: { readonly [place in Pagination["request"]["in"]]: Placing } = {
  query: (request, name, value) => {
    const text = value === undefined ? undefined : jsonAsText(value);
    return isForm(request)
      ? { ...request, body: withFormValue(request.body, name, text) }
      : { ...request, url: withQuery(request.url, name, text) };
  },
  header: (request, name, value = "") => ({
    ...request,
    headers: withHeader(request.headers, name, jsonAsText(value)),
  }),
  body: (request, name, value = null) => ({
    ...request,
    body: {
      ...request.body,
      text: withProperty(request.body?.text, name, value),
      shown: withProperty(request.body?.shown, name, value),
    },
  }),
  url: (request, _name, value = "") => ({ ...request, url: sameHostUrl(request, jsonAsText(value)) }),
};

type SentBody = NonNullable<HttpRequest["body"]>;

/** True where the query is the body of the request. */
function isForm(request: HttpRequest): request is HttpRequest & { readonly body: SentBody } {
  const type = request.body?.mediaType ?? headerOf(request, "content-type");
  return request.body !== undefined && bareType(type) === "application/x-www-form-urlencoded";
}

function withFormValue(body: SentBody, name: string, value: string | undefined): SentBody {
  const placed = (text: string): string => withQuery(`?${text}`, name, value).replace(/^\?/, "");
  return { ...body, text: placed(body.text), shown: placed(body.shown) };
}

/** The request with a value where the pagination puts it, without one where there is none. */
export function withValue(
  request: HttpRequest,
  place: Pagination["request"],
  value: JsonValue | undefined,
): HttpRequest {
  return placings[place.in](request, place.name, value);
}

/** What a request already has where the pagination puts the token, as text. */
export function valueOf(request: HttpRequest, { in: place, name }: Pagination["request"]): string | undefined {
  if (place === "url") return request.url;
  if (place === "header") return headerOf(request, name);
  if (place === "query" && !isForm(request)) return new URL(request.url).searchParams.get(name) ?? undefined;
  if (request.body === undefined) return undefined;
  if (isForm(request)) return new URLSearchParams(request.body.text).get(name) ?? undefined;
  const value = property(parseJson(request.body.text), name);
  return value === undefined || value === null ? undefined : jsonAsText(value);
}

function withProperty(text: string | undefined, name: string, value: JsonValue): string {
  const body = text === undefined ? {} : parseJson(text);
  return stringifyJson(isJsonObject(body) ? { ...body, [name]: value } : body);
}

/**
 * A URL that a response names, on the host that the request went to. Throws `upstream_bad_response` where it names
 * another host: credentials are for this one, and an answer must not choose where requests go.
 */
export function sameHostUrl(request: HttpRequest, url: string): string {
  const here = new URL(request.url);
  if (!URL.canParse(url, request.url)) throw badNext(request, `is no URL: ${JSON.stringify(url.slice(0, 200))}`);
  const next = new URL(url, request.url);
  const declaredHost = request.declaredOrigin === undefined ? here.host : new URL(request.declaredOrigin).host;
  if (next.host !== here.host && next.host !== declaredHost) throw badNext(request, `is on another host, ${next.host}`);
  return `${here.origin}${next.pathname}${next.search}`;
}

/** The error for a next page that cannot be followed. */
export function badNext(request: HttpRequest, problem: string): EngineError {
  const url = shownUrl(request.url, request.secretNames);
  return requestFailure("upstream_bad_response", `the next page that ${url} names ${problem}`);
}
