/**
 * The response holds a URL of which only the token is taken: base URL and filters stay those of the first request.
 * Source: Confluent's `metadata.next`, which may name another host, or none.
 */
import { jsonAsText } from "../../common/json.ts";
import { badNext, nextValue, withValue, type Algorithm } from "./page.ts";

export const tokenInUrl: Algorithm = (pagination, page) => {
  const value = nextValue(pagination, page);
  if (value === undefined) return undefined;
  const url = jsonAsText(value);
  const { name } = pagination.request;
  const token = URL.canParse(url, page.request.url) ? new URL(url, page.request.url).searchParams.get(name) : null;
  if (token === null || token === "")
    throw badNext(page.request, `has no ${name}: ${JSON.stringify(url.slice(0, 200))}`);
  return { request: withValue(page.request, pagination.request, token), mark: token };
};
