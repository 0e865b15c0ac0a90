/** What a pagination algorithm sees and says. */
import type { Pagination } from "../../catalog/model.ts";
import { parseJson, stringifyJson, type JsonValue } from "../../common/value.ts";
import type { EngineError } from "../../common/error.ts";
import { requestFailure } from "../failure.ts";
import { isJsonObject, valueAt } from "../json.ts";
import type { Located } from "../response/rows.ts";
import { shownUrl, withHeader, withQuery, type HttpRequest } from "../transport/message.ts";

/** A page that has been read. */
export interface ReadPage {
  readonly request: HttpRequest;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: JsonValue | undefined;
  /** What the rows are made of. */
  readonly located: Located;
}

export interface NextPage {
  readonly request: HttpRequest;
  /** What tells this page from the others: seen twice, the pages go round in a circle. */
  readonly mark: string;
}

/** The request for the page after this one; undefined after the last. Throws `upstream_bad_response`. */
export type Algorithm = (pagination: Pagination, page: ReadPage) => NextPage | undefined;

/** What the response says of the next page; undefined where it says nothing, in any of the ways of doing so. */
export function nextValue({ response }: Pagination, page: ReadPage): JsonValue | undefined {
  const value =
    response.in === "header"
      ? page.headers.get((response.path[0] ?? "").toLowerCase())
      : valueAt(page.body, response.path);
  const isNothing = value === undefined || value === null || value === "" || value === false;
  return isNothing || (typeof value === "object" && Object.keys(value).length === 0) ? undefined : value;
}

type Placing = (request: HttpRequest, name: string, value: JsonValue) => HttpRequest;

const placings: { readonly [place in Pagination["request"]["in"]]: Placing } = {
  query: (request, name, value) =>
    isForm(request)
      ? { ...request, body: withFormValue(request.body, name, textOfToken(value)) }
      : { ...request, url: withQuery(request.url, name, textOfToken(value)) },
  header: (request, name, value) => ({ ...request, headers: withHeader(request.headers, name, textOfToken(value)) }),
  body: (request, name, value) => ({
    ...request,
    body: {
      ...request.body,
      text: withProperty(request.body?.text, name, value),
      shown: withProperty(request.body?.shown, name, value),
    },
  }),
  url: (request, _name, value) => ({ ...request, url: sameHostUrl(request, textOfToken(value)) }),
};

type SentBody = NonNullable<HttpRequest["body"]>;

/** True where the query is the body of the request. */
function isForm(request: HttpRequest): request is HttpRequest & { readonly body: SentBody } {
  return request.body?.mediaType?.startsWith("application/x-www-form-urlencoded") === true;
}

function withFormValue(body: SentBody, name: string, value: string): SentBody {
  const placed = (text: string): string => withQuery(`?${text}`, name, value).slice(1);
  return { ...body, text: placed(body.text), shown: placed(body.shown) };
}

/** The request with a value where the pagination puts it. */
export function withValue(request: HttpRequest, place: Pagination["request"], value: JsonValue): HttpRequest {
  return placings[place.in](request, place.name, value);
}

/** A token as text: objects, which some APIs use, as JSON. */
export function textOfToken(value: JsonValue): string {
  return typeof value === "string" ? value : stringifyJson(value);
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
