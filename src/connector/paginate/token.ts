/** The response holds a token for the next request, which may have several parts. */
import type { Pagination } from "../../catalog/model.ts";
import type { HttpRequest } from "../transport/message.ts";
import { jsonAsText } from "../../common/json.ts";
import { nextValue, saysLast, valueIn, valueOf, withValue, type Algorithm, type ReadPage } from "./page.ts";

export const token: Algorithm = (pagination, page) => {
  const value = nextValue(pagination, page);
  if (value === undefined || saysLast(pagination, page) || isEcho(pagination, page, jsonAsText(value)))
    return undefined;
  const parts = (pagination.also ?? []).map(({ name, path }) => ({ name, value: valueIn(page, path) }));
  const first = withValue(page.request, pagination.request, value);
  const request = parts.reduce<HttpRequest>(
    (before, part) => withValue(before, { in: pagination.request.in, name: part.name }, part.value),
    first,
  );
  return { request, mark: [value, ...parts.map((part) => part.value ?? "")].map(jsonAsText).join("\n") };
};

/** Where the property is not known for sure, it may be one that repeats what was asked for. */
function isEcho({ request, response }: Pagination, page: ReadPage, value: string): boolean {
  return response.others !== undefined && valueOf(page.request, request) === value;
}
