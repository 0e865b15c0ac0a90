/** Rows are counted: the next page begins where the response says, else after the rows of this one. */
import type { Pagination } from "../../catalog/model.ts";
import { isLastCounted } from "./counting.ts";
import { nextValue, numberIn, valueOf, withValue, type Algorithm, type CountedPage } from "./page.ts";

export const offset: Algorithm = (pagination, page) => {
  if (isLastCounted(pagination, page)) return undefined;
  const current = numberIn(valueOf(page.request, pagination.request)) ?? pagination.first ?? 0;
  const next = startOfNext(pagination, page, current);
  if (next === undefined || next <= current) return undefined;
  return { request: withValue(page.request, pagination.request, next), mark: String(next) };
};

function startOfNext(pagination: Pagination, page: CountedPage, current: number): number | undefined {
  if (pagination.response.path.length > 0) return numberIn(nextValue(pagination, page));
  return current + page.located.items.length;
}
