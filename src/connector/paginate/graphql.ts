/** The query is written again, with a cursor made of what the response holds. Source: GraphQL's cursor strategies. */
import type { Pagination } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { nextValue, numberIn, saysLast, type Algorithm, type CountedPage } from "./page.ts";

export const graphQl: Algorithm = (pagination, page) => {
  const value = saysLast(pagination, page) ? undefined : cursorAfter(pagination, page);
  const body = value === undefined ? undefined : page.request.body?.query?.after(pagination, value);
  if (value === undefined || body === undefined) return undefined;
  return { request: { ...page.request, body }, mark: body.text };
};

function cursorAfter(pagination: Pagination, page: CountedPage): JsonValue | undefined {
  const strategy = pagination.cursor?.strategy ?? "cursor_after";
  // A key always has a next one, and rows can always be counted on: only their number tells of the end.
  if ((strategy === "keyset" || strategy === "offset") && isShort(pagination, page)) return undefined;
  return strategy === "offset" ? page.rowsSoFar : nextValue(pagination, page);
}

function isShort({ size }: Pagination, page: CountedPage): boolean {
  const rows = page.located.items.length;
  const asked = size?.name === undefined ? undefined : numberIn(page.request.body?.query?.input[size.name]);
  const full = asked ?? size?.default;
  return rows === 0 || (full !== undefined && rows < full);
}
