/** How lists continue whose documents do not say: recognised by the response itself. */
import type { Method, Pagination } from "../../catalog/model.ts";
import { property, textAt } from "../../common/json.ts";
import { nextLink } from "./next-url.ts";
import type { ReadPage } from "./page.ts";

interface Convention {
  readonly pagination: Pagination;
  readonly applies: (page: ReadPage) => boolean;
}

const url = { in: "url", name: "" } as const;

function inBody(
  algorithm: Pagination["algorithm"],
  request: Pagination["request"],
  path: readonly string[],
): Pagination {
  return { algorithm, request, response: { in: "body", path } };
}

const conventions: readonly Convention[] = [
  {
    // Confluent.
    pagination: inBody("token-in-url", { in: "query", name: "page_token" }, ["metadata", "next"]),
    applies: ({ body }) => isUrl(textAt(property(body, "metadata"), "next")),
  },
  {
    // Google.
    pagination: inBody("token", { in: "query", name: "pageToken" }, ["nextPageToken"]),
    applies: ({ body }) => textAt(body, "nextPageToken") !== undefined,
  },
  {
    // Azure.
    pagination: inBody("next-url", url, ["nextLink"]),
    applies: ({ body }) => isUrl(textAt(body, "nextLink")),
  },
  {
    // OData.
    pagination: inBody("next-url", url, ["@odata.nextLink"]),
    applies: ({ body }) => isUrl(textAt(body, "@odata.nextLink")),
  },
  {
    // GitHub, Okta and others (RFC 8288).
    pagination: { algorithm: "next-url", request: url, response: { in: "header", path: ["link"] } },
    applies: ({ headers }) => nextLink(headers.get("link") ?? "") !== undefined,
  },
];

/** The pagination that a page of a GET shows to be in use; undefined where none is. */
export function inferPagination(method: Method, page: ReadPage): Pagination | undefined {
  if (method.request.httpMethod !== "GET") return undefined;
  return shownBy(page);
}

/** True where the answer of a call that may act names a next page: it is not asked for, since that would be a call again. */
export function leavesPages({ request, pagination }: Method, page: ReadPage): boolean {
  return request.httpMethod !== "GET" && pagination === undefined && shownBy(page) !== undefined;
}

/** A single object is the whole answer, whatever its properties are called. */
function shownBy(page: ReadPage): Pagination | undefined {
  return page.located.isSingle ? undefined : conventions.find((convention) => convention.applies(page))?.pagination;
}

function isUrl(text: string | undefined): boolean {
  return text !== undefined && /^(https?:\/\/|[/?])/i.test(text);
}
