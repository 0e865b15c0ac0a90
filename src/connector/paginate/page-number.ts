/** Pages are counted: up to the last that the response names, else until the rows end. */
import type { Pagination } from "../../catalog/model.ts";
import { isLastCounted } from "./counting.ts";
import { nextValue, numberIn, valueIn, valueOf, withValue, type Algorithm, type CountedPage } from "./page.ts";

export const pageNumber: Algorithm = (pagination, page) => {
  const current = numberIn(nextValue(pagination, page)) ?? askedFor(pagination, page);
  if (current === undefined || isLast(pagination, page, current)) return undefined;
  return { request: withValue(page.request, pagination.request, current + 1), mark: String(current + 1) };
};

function isLast(pagination: Pagination, page: CountedPage, current: number): boolean {
  const last = numberIn(valueIn(page, pagination.lastPage));
  if (page.located.items.length === 0) return true;
  if (last !== undefined) return current >= last - (pagination.first === 0 ? 1 : 0);
  return isTold(pagination) || pagination.lastPage === undefined ? isLastCounted(pagination, page) : true;
}

/** Whether anything else than the number of the last page tells. */
function isTold({ more, total, size }: Pagination): boolean {
  return more !== undefined || total !== undefined || size !== undefined;
}

/** The number in the request's own query; the first page has none. */
function askedFor(pagination: Pagination, page: CountedPage): number | undefined {
  const asked = valueOf(page.request, pagination.request);
  if (asked !== undefined) return numberIn(asked);
  return pagination.lastPage === undefined || isTold(pagination) ? (pagination.first ?? 1) : undefined;
}
