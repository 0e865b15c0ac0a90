/** Pages are counted: up to the last that the response names, else until one is empty. */
import type { Pagination } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { valueAt } from "../json.ts";
import { nextValue, withValue, type Algorithm, type ReadPage } from "./page.ts";

export const pageNumber: Algorithm = (pagination, page) => {
  const current = numberIn(nextValue(pagination, page)) ?? askedFor(pagination, page);
  if (current === undefined) return undefined;
  const last = pagination.lastPage === undefined ? undefined : numberIn(valueAt(page.body, pagination.lastPage));
  const isLast =
    pagination.lastPage === undefined ? page.located.items.length === 0 : last === undefined || current >= last;
  if (isLast) return undefined;
  return { request: withValue(page.request, pagination.request, current + 1), mark: String(current + 1) };
};

/** The number in the request's own query; the first page has none and is page 1. */
function askedFor({ request, lastPage }: Pagination, page: ReadPage): number | undefined {
  const asked = new URL(page.request.url).searchParams.get(request.name);
  if (asked !== null) return numberIn(asked);
  return lastPage === undefined ? 1 : undefined;
}

function numberIn(value: JsonValue | undefined): number | undefined {
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isInteger(number) ? number : undefined;
}
