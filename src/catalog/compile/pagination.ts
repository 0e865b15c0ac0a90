/** How a method's results continue: by configuration, the nearest level winning, else by convention. */
import type { Pagination, Parameter, SqlVerb } from "../model.ts";
import { extensions, noPagination } from "./extensions.ts";
import { invalidDocument, isObject, listAt, memberOf, objectAt, optional, textAt, type JsonObject } from "./json.ts";
import { mayGoOn, pagingByConvention } from "./paging-conventions.ts";
import { maximumOf } from "./parameters.ts";
import type { Operation } from "./operation.ts";
import type { Schemas } from "./schemas.ts";

export interface PaginationSource {
  readonly schemas: Schemas;
  readonly found: Operation;
  /** `x-tributary-pagination`, nearest level first; undefined where a level has none. */
  readonly own: readonly unknown[];
  /** `config.pagination`, nearest level first. */
  readonly configured: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly responseRoot: JsonObject;
  /** The schema of the response as the operation has it, where the method puts another in its place. */
  readonly documentedRoot: JsonObject;
  readonly rowPath: readonly string[];
  readonly verb: SqlVerb;
  /** Whether a response may hold several rows. */
  readonly many: boolean;
}

/** The paging of a method; undefined where its result has one page. */
export function paginationOf(source: PaginationSource): Pagination | undefined {
  const [ofMethod, ...inherited] = source.own;
  const own = ofMethod ?? inherited.find((level) => level !== undefined);
  if (own === noPagination) return undefined;
  const pagination = own === undefined ? documented(source) : checked(own);
  const isOfMethod = ofMethod !== undefined || (own === undefined && isObject(source.configured[0]));
  return pagination !== undefined && mayAskAgain(source, pagination, isOfMethod) ? pagination : undefined;
}

function documented(source: PaginationSource): Pagination | undefined {
  const [ofMethod, ...inherited] = source.configured;
  const above = inherited.find((level) => isObject(level));
  const pagination = isObject(ofMethod) ? fromConfig(ofMethod) : inheritedOr(source, above);
  return pagination && { ...pagination, ...optional("pageSize", pageSizeOf(source)) };
}

/**
 * Asking for the next page is calling again. A call that may act is made once, unless it is an EXEC that has a parameter
 * for what tells pages apart, or whose document speaks of its pages in particular.
 */
function mayAskAgain(source: PaginationSource, { request }: Pagination, isOfMethod: boolean): boolean {
  const { verb, found, parameters } = source;
  if (verb !== "exec" || isOfMethod || found.httpMethod === "GET") return verb === "select" || verb === "exec";
  return request.in !== "url" && parameters.some(({ wireName }) => wireName === request.name);
}

/** What is configured above a method reaches those that get one thing, too, and those that write: not for them. */
function inheritedOr(source: PaginationSource, block: unknown): Pagination | undefined {
  if (!isObject(block)) return pagingByConvention(source);
  const pagination = source.verb === "select" || source.verb === "exec" ? fromConfig(block) : undefined;
  const applies = pagination !== undefined && (source.many || showsPaging(source, pagination));
  return applies ? pagination : pagingByConvention(source);
}

/** Whether a method whose rows are whole pages shows that they are. */
function showsPaging(source: PaginationSource, { response }: Pagination): boolean {
  const { schemas, responseRoot, parameters } = source;
  if (!mayGoOn(source)) return false;
  if (response.in === "header") return parameters.some(({ wireName }) => pageSizeNames.includes(wireName));
  return hasPath(schemas, responseRoot, response.path);
}

function hasPath(schemas: Schemas, root: unknown, path: readonly string[]): boolean {
  let node: unknown = root;
  for (const key of path) {
    node = schemas.properties(node).get(key);
    if (node === undefined) return false;
  }
  return true;
}

const algorithms: readonly Pagination["algorithm"][] = ["token", "next-url", "token-in-url", "page-number", "offset"];

/** Our own block is a `Pagination` as it stands; one that is none would fail only when a second page is asked for. */
function checked(block: unknown): Pagination {
  const { algorithm, request, response, pageSize } = objectAt({ block }, "block");
  const isWhole =
    algorithms.some((one) => one === algorithm) &&
    [...requestPlaces.values()].some((place) => place === memberOf(request, "in")) &&
    typeof memberOf(request, "name") === "string" &&
    ["body", "header"].includes(String(memberOf(response, "in"))) &&
    (listAt(response, "path").length > 0 || algorithm === "offset" || algorithm === "page-number") &&
    (pageSize === undefined || typeof memberOf(pageSize, "maximum") === "number");
  if (isWhole) return block as Pagination;
  throw invalidDocument(`${extensions.pagination} is neither a pagination nor ${noPagination}`);
}

/** Where the document format says the token goes → where it goes. */
const requestPlaces = new Map<string, Pagination["request"]["in"]>([
  ["query", "query"],
  ["body", "body"],
  ["header", "header"],
  ["request", "url"],
]);

/** A `pagination` block of the document format; undefined where it is none that can be followed. */
function fromConfig(block: JsonObject): Pagination | undefined {
  const place = requestPlaces.get(textAt(block, "requestToken", "location") ?? "query");
  const name = textAt(block, "requestToken", "key") ?? "";
  const responseKey = textAt(block, "responseToken", "key");
  if (place === undefined || responseKey === undefined || (name === "" && place !== "url")) return undefined;
  const inHeader = textAt(block, "responseToken", "location") === "header";
  const response = inHeader
    ? { in: "header" as const, path: [responseKey] }
    : { in: "body" as const, path: pathOf(responseKey) };
  const request = { in: place, name };
  if (textAt(block, "algorithm") !== "page_number") {
    return { algorithm: place === "url" ? "next-url" : "token", request, response };
  }
  const lastPage = textAt(block, "responseTerminator", "key");
  return {
    algorithm: "page-number",
    request,
    response,
    ...optional("lastPage", lastPage === undefined ? undefined : pathOf(lastPage)),
  };
}

function pathOf(key: string): readonly string[] {
  if (!key.startsWith("$")) return key.includes(".") && !key.startsWith("@") ? key.split(".") : [key];
  const brackets = /^\$\[['"](.+)['"]\]$/.exec(key);
  return brackets?.[1] === undefined
    ? key
        .slice(1)
        .split(".")
        .filter((part) => part !== "")
    : [brackets[1]];
}

/** Parameters that set the size of a page; used only where their schema says how large it may be. */
const pageSizeNames = [
  "page_size",
  "pageSize",
  "maxResults",
  "MaxResults",
  "per_page",
  "limit",
  "page[size]",
  "page[limit]",
];

function pageSizeOf({ schemas, found, parameters }: PaginationSource): Pagination["pageSize"] {
  for (const name of pageSizeNames) {
    if (!parameters.some((one) => one.in === "query" && one.wireName === name)) continue;
    const maximum = maximumOf(schemas, found, name);
    if (maximum !== undefined) return { name, maximum };
  }
  return undefined;
}

/** The pagination block of a level of configuration. */
export function paginationBlock(config: unknown): unknown {
  return memberOf(config, "pagination");
}

/** The `x-tributary-pagination` of a level. */
export function ownPagination(level: unknown): unknown {
  return memberOf(objectAt({ level }, "level"), extensions.pagination);
}
