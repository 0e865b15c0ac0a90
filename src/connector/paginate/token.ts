/** The response holds a token for the next request. */
import { nextValue, textOfToken, withValue, type Algorithm } from "./page.ts";

export const token: Algorithm = (pagination, page) => {
  const value = nextValue(pagination, page);
  if (value === undefined) return undefined;
  return { request: withValue(page.request, pagination.request, value), mark: textOfToken(value) };
};
