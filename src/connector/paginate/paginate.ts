/** All pages of a call, one after the other, as they are asked for. */
import { counted } from "../../common/counted.ts";
import type { Method, Pagination } from "../../catalog/model.ts";
import type { EngineError } from "../../common/error.ts";
import { stringifyJson } from "../../common/value.ts";
import type { CallOptions } from "../call.ts";
import { requestFailure } from "../failure.ts";
import type { HttpRequest } from "../transport/message.ts";
import { inferPagination, leavesPages } from "./conventions.ts";
import { graphQl } from "./graphql.ts";
import { nextUrl } from "./next-url.ts";
import { pageNumber } from "./page-number.ts";
import { offset } from "./offset.ts";
import type { Algorithm, CountedPage, NextPage, ReadPage } from "./page.ts";
import { tokenInUrl } from "./token-in-url.ts";
import { token } from "./token.ts";

const algorithms: { readonly [name in Pagination["algorithm"]]: Algorithm } = {
  token,
  "next-url": nextUrl,
  "token-in-url": tokenInUrl,
  "page-number": pageNumber,
  offset,
  graphql: graphQl,
};

/** Sends a request and reads the page that answers it. */
export type ReadRequest = (request: HttpRequest) => Promise<ReadPage>;

/**
 * Yields pages until there is no next one or `maxPages` is reached, which is a `page_limit_reached` warning. Once the
 * consumer has come back for a second page, each next page is on its way while the one before is consumed; whoever
 * stops early must abort what `read` has begun. Throws `pagination_loop`, and what `read` throws.
 */
export async function* paginate(
  method: Method,
  first: HttpRequest,
  read: ReadRequest,
  { maxPages, onWarning }: Pick<CallOptions, "maxPages" | "onWarning">,
): AsyncGenerator<ReadPage, void, undefined> {
  const seen = new Set([first.url]);
  const isRepeated = repetitions(method);
  let page = await read(first);
  let rowsSoFar = 0;
  for (let count = 1; ; count++) {
    if (isRepeated(page)) return onWarning(repeatedRows(method, count));
    rowsSoFar += page.located.items.length;
    const next = nextPage(method, { ...page, rowsSoFar }, seen);
    if (next !== undefined && count === maxPages) onWarning(pageLimitReached(method, maxPages));
    if (leavesPages(method, page)) onWarning(pagesLeft(method));
    const follows = next !== undefined && count !== maxPages ? next : undefined;
    const ahead = follows !== undefined && count > 1 ? begin(read, follows.request) : undefined;
    yield page;
    if (follows === undefined) return;
    page = await (ahead ?? read(follows.request));
  }
}

/**
 * Tells where an API that is asked for the next page gives the rows of the one before: it counts no pages as we do, and
 * would go on for ever. Where the document itself declares what counts them, that throws `pagination_loop`.
 */
function repetitions(method: Method): (page: ReadPage) => boolean {
  const { pagination } = method;
  if (pagination?.algorithm !== "offset" && pagination?.algorithm !== "page-number") return () => false;
  const isDeclared = method.parameters.some(({ wireName }) => wireName === pagination.request.name);
  const isTold = [pagination.more, pagination.total, pagination.lastPage].some((path) => path !== undefined);
  let before = "";
  return ({ located: { items } }) => {
    const rows = items.length === 0 ? "" : stringifyJson(items);
    const isSame = rows !== "" && rows === before;
    before = rows;
    if (isSame && isDeclared && isTold) throw loop(method, "gives the rows of a page as those of the next one");
    return isSame;
  };
}

/** Starts reading; a failure is reported to whoever awaits the page, and to nobody if none does. */
function begin(read: ReadRequest, request: HttpRequest): Promise<ReadPage> {
  const reading = read(request);
  reading.catch(() => undefined);
  return reading;
}

function nextPage(method: Method, page: CountedPage, seen: Set<string>): NextPage | undefined {
  const pagination = method.pagination ?? inferPagination(method, page);
  const next = pagination === undefined ? undefined : algorithms[pagination.algorithm](pagination, page);
  if (next === undefined) return undefined;
  if (!seen.has(next.mark)) {
    seen.add(next.mark);
    return next;
  }
  throw loop(method, "names a page as the next one that it has named before");
}

function loop(method: Method, problem: string): EngineError {
  return requestFailure("pagination_loop", `${method.id}: the API ${problem}`, {
    hint: "This is a defect of the API; limit the pages to read what comes before.",
  });
}

function repeatedRows(method: Method, count: number) {
  const message = `${method.id}: page ${count} has the rows of the one before; if there are more, they cannot be read`;
  return { condition: "page_limit_reached", message } as const;
}

function pagesLeft(method: Method) {
  const message = `${method.id}: the answer names a next page, which is not read: a call that may change something is sent once`;
  return { condition: "page_limit_reached", message } as const;
}

function pageLimitReached(method: Method, maxPages: number) {
  const message = `${method.id}: stopped after ${counted(maxPages, "page")}, but there are more`;
  return { condition: "page_limit_reached", message } as const;
}
