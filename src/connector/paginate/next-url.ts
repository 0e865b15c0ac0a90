/** The response holds the URL of the next page, in its body or in a Link header (RFC 8288). */
import { jsonAsText } from "../../common/json.ts";
import { nextValue, sameHostUrl, type Algorithm } from "./page.ts";

export const nextUrl: Algorithm = (pagination, page) => {
  const value = nextValue(pagination, page);
  if (value === undefined) return undefined;
  const found = pagination.response.in === "header" ? nextLink(jsonAsText(value)) : jsonAsText(value);
  if (found === undefined) return undefined;
  const url = sameHostUrl(page.request, found);
  return { request: { ...page.request, url }, mark: url };
};

/** The target of the link whose relations include `next`. */
export function nextLink(header: string): string | undefined {
  for (const [, target, parameters = ""] of header.matchAll(
    /<([^>]*)>((?:\s*;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^\s,;"]+))*)/g,
  )) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s,;"]+))/i.exec(parameters);
    const relations = (relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("next")) return target;
  }
  return undefined;
}
