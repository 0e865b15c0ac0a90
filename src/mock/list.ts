// Answers list requests: filters that really filter, pages with opaque tokens, links in several styles.
import { Buffer } from "node:buffer";
import type { Answer, Call } from "./call.ts";
import type { Operation } from "./facts.ts";
import { badParameter } from "./problem.ts";
import { Shape } from "./schema.ts";
import { textOf, type Collection, type StoredItem } from "./store.ts";
import { isObject, valueAt, type JsonObject } from "./values.ts";

/** How pages point to each other; the absent members take the ways of the real API. */
export interface PageStyle {
  /** `malformed` links have no page token. Absolute where absent. */
  readonly links?: "absolute" | "relative" | "malformed";
  /** What `metadata.next` of the last page is; absent where not given. */
  readonly end?: "absent" | "null" | "empty";
  /** The last page with data points to one more page, which is empty. */
  readonly emptyLastPage?: boolean;
}

const notFilters = new Set(["page_size", "page_token", "include_parent_scopes"]);
const mostCachedPages = 2000;

/** One page of a collection. Throws 400 on a page token that is not of this list. */
export function listPage(call: Call, collection: Collection): Answer {
  for (const item of collection.pendingCount > 0 ? collection.items.values() : []) call.cloud.observe(item);
  const key = `${call.origin}${call.path}?${call.query}`;
  const cached = collection.pages.get(key);
  if (cached !== undefined) return { status: 200, body: cached };
  const body = Buffer.from(renderPage(call, collection));
  if (collection.pendingCount === 0 && collection.pages.size < mostCachedPages) collection.pages.set(key, body);
  return { status: 200, body };
}

interface Page {
  readonly matching: readonly StoredItem[];
  readonly start: number;
  readonly size: number;
}

function renderPage(call: Call, collection: Collection): string {
  const filters = filtersOf(call);
  const fingerprint = `${call.path}?${JSON.stringify(filters)}`;
  const token = call.query.get("page_token") ?? "";
  const cursor = token === "" ? { after: 0, size: requestedSize(call) } : readToken(token, fingerprint);
  const matching = [...collection.items.values()].filter((item) =>
    filters.every((filter) => passes(item.item, filter)),
  );
  const found = matching.findIndex((item) => item.sequence > cursor.after);
  const page: Page = { matching, start: found < 0 ? matching.length : found, size: cursor.size };
  const data = matching.slice(page.start, page.start + page.size).map(textOf);
  const { apiVersion, kind, metadataNames } = listFacts(call.operation);
  const metadata = Object.entries(metadataOf(call, page, fingerprint)).filter(([name]) => metadataNames.has(name));
  const head = JSON.stringify({ api_version: apiVersion, kind, metadata: Object.fromEntries(metadata) });
  return `${head.slice(0, -1)},"data":[${data.join(",")}]}`;
}

function metadataOf(call: Call, { matching, start, size }: Page, fingerprint: string): JsonObject {
  const style = call.pageStyle;
  const linkTo = (index: number): string => {
    const parameters = new URLSearchParams(call.query);
    parameters.delete("page_token");
    const after = matching[index - 1]?.sequence ?? 0;
    if (style.links !== "malformed") parameters.set("page_token", writeToken(after, size, fingerprint));
    const link = `${call.path}?${parameters}`;
    return style.links === "relative" ? link : call.origin + link;
  };
  const following = start + size;
  const hasNext = following < matching.length || (style.emptyLastPage === true && start < matching.length);
  const end = { absent: undefined, null: null, empty: "" }[style.end ?? "absent"];
  return {
    first: linkTo(0),
    last: linkTo(Math.max(0, Math.floor((matching.length - 1) / size) * size)),
    ...(start > 0 ? { prev: linkTo(Math.max(0, start - size)) } : {}),
    next: hasNext ? linkTo(following) : end,
    total_size: matching.length,
  };
}

interface ListFacts {
  readonly apiVersion: unknown;
  readonly kind: unknown;
  readonly metadataNames: ReadonlySet<string>;
}

const knownListFacts = new WeakMap<Operation, ListFacts>();

function listFacts(operation: Operation): ListFacts {
  let facts = knownListFacts.get(operation);
  if (facts === undefined) {
    const shape = new Shape(operation.api.document, [operation.responseSchema ?? {}]);
    facts = {
      apiVersion: shape.property("api_version")?.constant,
      kind: shape.property("kind")?.constant,
      metadataNames: shape.property("metadata")?.names ?? new Set(),
    };
    knownListFacts.set(operation, facts);
  }
  return facts;
}

interface Filter {
  readonly name: string;
  /** Any of these passes. */
  readonly wanted: readonly string[];
  readonly withParents: boolean;
}

function filtersOf({ operation, query }: Call): Filter[] {
  const withParents = query.get("include_parent_scopes") === "true";
  return operation.parameters.flatMap(({ name, place }) => {
    const wanted = place === "query" && !notFilters.has(name) ? query.getAll(name).filter((value) => value !== "") : [];
    return wanted.length === 0 ? [] : [{ name, wanted, withParents }];
  });
}

function passes(item: JsonObject, { name, wanted, withParents }: Filter): boolean {
  const value = valueAt(item, name) ?? valueAt(item, `spec.${name}`);
  const text = String((isObject(value) ? value["id"] : value) ?? "");
  if (name === "crn_pattern") return wanted.some((crn) => liesWithin(text, crn));
  return wanted.some((each) => text === each || (withParents && liesWithin(each, text)));
}

/** True where the CRN `inner` is `outer` or lies below it; a star at the end of `outer` changes nothing. */
function liesWithin(inner: string, outer: string): boolean {
  const scope = outer.replace(/\/?\*$/, "");
  return inner === scope || inner.startsWith(`${scope}/`);
}

function requestedSize({ operation, query }: Call): number {
  const declared = operation.parameters.find((parameter) => parameter.name === "page_size")?.schema["default"];
  const size = query.get("page_size") ?? "";
  return size === "" ? (typeof declared === "number" ? declared : 10) : Number(size);
}

function writeToken(after: number, size: number, fingerprint: string): string {
  const text = `${after}.${size}`;
  return Buffer.from(`${text}.${checksum(text + fingerprint)}`).toString("base64url");
}

function readToken(token: string, fingerprint: string): { after: number; size: number } {
  const [after = "", size = "", sum = ""] = Buffer.from(token, "base64url").toString("latin1").split(".");
  if (sum !== checksum(`${after}.${size}${fingerprint}`)) {
    throw badParameter("page_token", "the page token is not one of this list with these filters");
  }
  return { after: Number(after), size: Number(size) };
}

/** A short fingerprint (FNV-1a) that binds a token to its list; it guards against mistakes, not against attackers. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
