/** The addresses of requests without what a statement put into them. */

/** Stands for what is left out. */
const left = "REDACTED";

/**
 * A URL whose path is that of the documents, with their `{variables}`, and whose query has names only. A path that does
 * not come from the template, such as that of a token or of a next page, is left out.
 */
export function shownAddress(url: string, template: string | undefined): string {
  if (!URL.canParse(url)) return left;
  const { origin, pathname, searchParams } = new URL(url);
  const names = [...new Set(searchParams.keys())].map((name) => `${encodeURIComponent(name)}=${left}`);
  const path = pathname === "/" ? "/" : (pathLike(pathname, template) ?? `/${left}`);
  return `${origin}${path}${names.length === 0 ? "" : `?${names.join("&")}`}`;
}

/** The path with its end as the template has it; undefined where it does not end so. */
function pathLike(path: string, template: string | undefined): string | undefined {
  const [wanted = ""] = template?.split("?") ?? [];
  if (wanted === "") return undefined;
  const literals = wanted.split(/\{[^{}]*\}/).map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const last = literals.pop() ?? "";
  // A variable may hold slashes only where nothing else does: the name of an object at the end.
  const pattern = literals.length === 0 ? last : `${literals.join("[^/]*")}.*${last}`;
  const match = new RegExp(`^(.*?)${pattern}$`).exec(path);
  return match === null ? undefined : `${match[1] ?? ""}${wanted}`;
}
