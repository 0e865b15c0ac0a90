/** How a method pages, by its document and the habits of its provider's API. */
import {
  at,
  configured,
  isNode,
  textOf,
  type MethodDocument,
  type ResourceDocument,
  type ServiceDocument,
} from "./document.ts";
import { cursorPaging, graphQlOf } from "./graphql.ts";
import { isObject, propertiesOf, typeOf, type Json, type JsonObject } from "./schema.ts";
import { isList, type AnswerShape } from "./shape.ts";
import type { Input } from "./inputs.ts";

/** How a client asks for the next page, and where an answer tells of it. */
export type Paging =
  | {
      readonly kind: "token";
      readonly in: "query" | "body";
      readonly key: string;
      readonly path: readonly string[];
      /** Says on the last page that there is no other, where a token is always given. */
      readonly more?: readonly string[];
    }
  /** A token that is written into a GraphQL query. */
  | { readonly kind: "cursor"; readonly path: readonly string[]; readonly more: readonly string[] }
  | { readonly kind: "url"; readonly path: readonly string[] }
  /** A URL of which the client may take the token alone. */
  | { readonly kind: "link" }
  | {
      readonly kind: "number";
      readonly key: string;
      readonly page: readonly string[];
      readonly pages: readonly string[];
    }
  | { readonly kind: "offset"; readonly key: string; readonly more: readonly string[] };

interface TokenHabit {
  readonly path: readonly string[];
  readonly keys: readonly string[];
  readonly more?: readonly string[];
  /** Taken though no document declares it. */
  readonly isTakenAlways?: true;
}

interface Source {
  readonly document: ServiceDocument;
  readonly resource: ResourceDocument;
  readonly method: MethodDocument;
  readonly shape: AnswerShape;
  readonly inputs: readonly Input[];
}

/** The paging of a method; undefined where its answer is one page. */
export function pagingOf(source: Source): Paging | undefined {
  const { document, shape, resource, method } = source;
  if (shape.root === undefined || shape.transform?.type.startsWith("schema_driven_xml") === true) return undefined;
  const graphQl = graphQlOf(method);
  if (graphQl !== undefined) return cursorPaging(graphQl);
  if (isConfluent(source)) return { kind: "url", path: ["metadata", "next"] };
  const block = configured(document, resource, method, "pagination");
  if (Object.keys(block).length > 0) {
    const isOwn = isNode(at(method.node, "config")["pagination"]);
    const paging = byConfiguration(source, block);
    const takesToken = paging?.kind === "token" && source.inputs.some(({ wire }) => wire === paging.key);
    return isOwn || takesToken || isList(document.root, shape) ? paging : undefined;
  }
  const byDefault = tokenIn(source, "pageToken", { path: ["nextPageToken"], keys: [] });
  if (byDefault !== undefined) return byDefault;
  if (["github", "okta"].includes(document.provider) && isList(document.root, shape)) return { kind: "link" };
  return byHabit(source);
}

/** Confluent's lists name the URL of the next page, also where a page is one object. */
function isConfluent(source: Source): boolean {
  const pages = source.inputs.some(({ wire }) => wire === "page_token");
  return source.document.provider === "confluent" && pages && answerHas(source, ["metadata", "next"]);
}

function byConfiguration(source: Source, block: ReturnType<typeof at>): Paging | undefined {
  const key = textOf(block, "requestToken", "key") ?? "";
  const place = textOf(block, "requestToken", "location") ?? "query";
  const token = textOf(block, "responseToken", "key") ?? "";
  const path = pathOf(token);
  if (textOf(block, "responseToken", "location") === "header") return { kind: "link" };
  if (textOf(block, "algorithm") === "page_number") {
    return { kind: "number", key, page: path, pages: pathOf(textOf(block, "responseTerminator", "key") ?? "") };
  }
  if (!answerHas(source, path)) return undefined;
  if (place === "request") return { kind: "url", path };
  return key === "" ? undefined : { kind: "token", in: place === "body" ? "body" : "query", key, path };
}

function pathOf(key: string): readonly string[] {
  const bracketed = /^\$\[['"](.+)['"]\]$/.exec(key)?.[1];
  if (bracketed !== undefined) return [bracketed];
  if (key.startsWith("@")) return [key];
  return key
    .replace(/^\$/, "")
    .split(".")
    .filter((part) => part !== "");
}

/** Answer fields that hold the next token, and the parameters that take it. */
const tokenHabits: readonly TokenHabit[] = [
  { path: ["NextToken"], keys: ["NextToken", "token", "next-token"] },
  { path: ["nextToken"], keys: ["nextToken"] },
  { path: ["NextMarker"], keys: ["Marker", "NextMarker"] },
  { path: ["Marker"], keys: ["Marker"] },
  { path: ["nextPageToken"], keys: ["nextPageToken", "pageToken"] },
  { path: ["next_page_token"], keys: ["page_token"] },
  { path: ["position"], keys: ["position"] },
  { path: ["metadata", "continue"], keys: ["continue"], isTakenAlways: true },
  { path: ["next_cursor"], keys: ["cursor"] },
  { path: ["data", "next_cursor"], keys: ["cursor"] },
  { path: ["meta", "page", "after"], keys: ["page[cursor]"] },
  { path: ["result_info", "cursor"], keys: ["cursor"], isTakenAlways: true },
  { path: ["result_info", "cursors", "after"], keys: ["cursor"] },
  { path: ["last_id"], keys: ["after_id", "after"], more: ["has_more"] },
];

/** Answer fields that hold the URL of the next page, by the providers that have them. */
const urlHabits: readonly (readonly [provider: RegExp, path: readonly string[]])[] = [
  [/^azure|^entra_id$/, ["nextLink"]],
  [/^azure|^entra_id$/, ["@odata.nextLink"]],
  [/^azure$/, ["@nextLink"]],
  [/^(confluent|kafka)$/, ["metadata", "next"]],
  [/^digitalocean$/, ["links", "pages", "next"]],
  [/./, ["_links", "next", "href"]],
];

function byHabit(source: Source): Paging | undefined {
  const { document, shape } = source;
  const isOfMany = isList(document.root, shape);
  const url = urlHabits.find(([provider, path]) => provider.test(document.provider) && answerHas(source, path));
  if (isOfMany && url !== undefined) return { kind: "url", path: url[1] };
  for (const habit of tokenHabits) {
    for (const key of habit.keys) {
      const token = tokenIn(source, key, habit) ?? tokenIn(source, key, within(shape.rowPath, habit));
      if (token !== undefined) return token;
    }
  }
  return isOfMany ? byCounting(source) : undefined;
}

/** AWS wraps some answers whole, tokens included. */
function within(wrapper: readonly string[], { path, keys }: TokenHabit): TokenHabit {
  return { path: [...wrapper, ...path], keys };
}

function byCounting(source: Source): Paging | undefined {
  const takes = (key: string): boolean => source.inputs.some(({ wire, place }) => wire === key && place === "query");
  const [page, pages] = [
    ["result_info", "page"],
    ["result_info", "total_pages"],
  ];
  if (takes("page") && answerHas(source, page) && answerHas(source, pages))
    return { kind: "number", key: "page", page, pages };
  if (source.document.provider === "pagerduty" && takes("offset") && answerHas(source, ["more"]))
    return { kind: "offset", key: "offset", more: ["more"] };
  return undefined;
}

function tokenIn(source: Source, key: string, { path, more, isTakenAlways }: TokenHabit): Paging | undefined {
  const input = source.inputs.find((one) => one.wire === key && (one.place === "query" || one.place === "body"));
  if (!answerHas(source, path)) return undefined;
  if (input === undefined) return isTakenAlways === true ? { kind: "token", in: "query", key, path } : undefined;
  if (typeOf(source.document.root, input.schema) !== "string") return undefined;
  if (more !== undefined && !answerHas(source, more)) return undefined;
  const place = input.place === "body" ? "body" : "query";
  return { kind: "token", in: place, key, path, ...(more === undefined ? {} : { more }) };
}

function answerHas({ document, shape }: Source, path: readonly string[]): boolean {
  let node: unknown = shape.wire ?? shape.root;
  for (const key of path) {
    node = propertiesOf(document.root, node).get(key);
    if (node === undefined) return false;
  }
  return path.length > 0 && isNode(node);
}

/** Writes where a page stands into its body: what asks for the next one, or nothing where it is the last. */
export function tellNext(
  paging: Paging,
  body: Json,
  place: { readonly page: number; readonly last: number; readonly url: string },
): void {
  if (!isObject(body)) return;
  const { page, last, url } = place;
  const isLast = page === last;
  // What else an answer tells must not contradict.
  if (paging.kind === "number" || paging.kind === "offset") endHere(body);
  switch (paging.kind) {
    case "token":
      if (paging.more !== undefined) put(body, paging.more, !isLast);
      return put(body, paging.path, isLast && paging.more === undefined ? undefined : tokenFor(page + 1));
    case "cursor":
      put(body, paging.more, !isLast);
      return put(body, paging.path, tokenFor(page + 1));
    case "url":
      return put(body, paging.path, isLast ? undefined : url);
    case "number":
      put(body, paging.page, page + 1);
      return put(body, paging.pages, last + 1);
    case "offset":
      return put(body, paging.more, !isLast);
    case "link":
      return undefined;
  }
}

/** Tokens have what must be percent-encoded. */
export function tokenFor(page: number): string {
  return `t+/=&${page}`;
}

function put(body: JsonObject, path: readonly string[], value: Json | undefined): void {
  const [key = "", ...rest] = path;
  if (rest.length > 0) {
    const inner = isObject(body[key]) ? body[key] : {};
    body[key] = inner;
    return put(inner, rest, value);
  }
  if (value === undefined) delete body[key];
  else body[key] = value;
}

/** Objects in which APIs wrap what they say of paging, and what they say. */
const wrappers =
  /^(_?links|meta|page_?info|metadata|page|pageInfo|pages|pagination|paging|cursors?|result|result_info|data)$/i;
const hints =
  /^(@?next.*|@?odata\.nextLink|after|cursor|last_?id|skipToken|continuation_?token|pagination_?token|marker|position|href|page|current_?page|page_?index|page_?number|total.*|pages|offset)$/i;
const flags = /^(more|has_?more|has_?(next|previous)(_?page)?|is_?truncated)$/i;

/** An answer of one page says nothing of another: texts and numbers made for its schema would. */
export function endHere(body: Json, depth = 0): void {
  if (!isObject(body)) return;
  for (const [key, value] of Object.entries(body)) {
    if (isObject(value)) {
      if (depth > 0 && key === "next") delete body[key];
      else if (depth < 2 && wrappers.test(key)) endHere(value, depth + 1);
    } else if (typeof value === "boolean") {
      if (flags.test(key)) body[key] = false;
    } else if (!Array.isArray(value) && hints.test(key)) delete body[key];
  }
}
