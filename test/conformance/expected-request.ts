/** What a call must send, by the document, and how a request that was sent differs from it. */
import { isDeepStrictEqual } from "node:util";
import type { Given } from "./arguments.ts";
import {
  configured,
  textOf,
  type MethodDocument,
  type Node,
  type ResourceDocument,
  type ServiceDocument,
} from "./document.ts";
import { graphQlOf } from "./graphql.ts";
import type { BodyShape, Input, Inputs } from "./inputs.ts";
import { isObject, jsonText, merged, type Json, type JsonObject } from "./schema.ts";

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: string;
}

export interface ExpectedRequest {
  readonly httpMethod: string;
  /** Decoded. */
  readonly path: string;
  readonly query: readonly (readonly [key: string, value: string])[];
  /** Keys that may come along: how large pages are, and what asks for the next one. */
  readonly allowed: ReadonlySet<string>;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly mediaType: string | undefined;
  /** Undefined where none is sent. */
  readonly body: Json | undefined;
  readonly isForm: boolean;
}

export interface Calling {
  readonly document: ServiceDocument;
  readonly resource: ResourceDocument;
  readonly method: MethodDocument;
  readonly inputs: Inputs;
  readonly given: Given;
}

export function expectedRequest(calling: Calling): ExpectedRequest {
  const { document, resource, method, inputs, given } = calling;
  const graphQl = graphQlOf(method);
  if (graphQl !== undefined) return queryRequest(graphQl.path, graphQl.query);
  const translate = textOf(configured(document, resource, method, "requestTranslate"), "algorithm");
  const [template = "", fixed = ""] = splitOnce(method.path, "?");
  const placed = [...given].filter(([{ place }]) => place === "path" || place === "server");
  const values = new Map(placed.map(([input, value]) => [input.wire, simple(value)]));
  const server = serverPath(inputs.servers, values);
  const path = `${server}${template.replaceAll(/\{([^{}:]+)[^{}]*\}/g, (_, name: string) => values.get(name) ?? "")}`;
  const transposes =
    textOf(configured(document, resource, method, "queryParamTranspose"), "algorithm") === "AWSCanonical";
  const own = [...given]
    .filter(([input]) => input.place === "query")
    .flatMap(([input, value]) => queryPairs(input, value, transposes));
  const fixedPairs = [...new URLSearchParams(fixed)].filter(
    ([key]) => translate !== "drop_double_underscore_params" || !key.startsWith("__"),
  );
  const isForm = translate === "get_query_to_post_form_utf_8";
  return {
    httpMethod: isForm ? "POST" : method.httpMethod,
    path,
    query: [...fixedPairs, ...own],
    allowed: new Set(
      inputs.inputs
        .filter(({ place }) => place === "query")
        .map(({ wire }) => wire)
        .filter((wire) => sizeNames.test(wire)),
    ),
    headers: headersOf(calling),
    mediaType: isForm ? "application/x-www-form-urlencoded" : inputs.body?.mediaType,
    body: inputs.body === undefined ? undefined : bodyOf(inputs.body, given),
    isForm,
  };
}

function queryRequest(path: string, query: string): ExpectedRequest {
  const usual = { query: [], allowed: new Set<string>(), headers: [], isForm: false };
  return { ...usual, httpMethod: "POST", path, mediaType: "application/json", body: { query } };
}

const sizeNames =
  /^(page_?size|per_page|limit|max_?results|maxitems|\$top|top|first|size|page\[(size|limit)\]|maxrecords|max)$/i;

function splitOnce(whole: string, separator: string): readonly [string, string] {
  const place = whole.indexOf(separator);
  return place < 0 ? [whole, ""] : [whole.slice(0, place), whole.slice(place + 1)];
}

const text = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The path that servers put before that of the operation. */
function serverPath(servers: readonly Node[], values: ReadonlyMap<string, string>): string {
  const [server] = servers;
  const url = (textOf(server, "url") ?? "").replaceAll(/\{([^{}:]+)[^{}]*\}/g, (_, name: string) => {
    return values.get(name) ?? textOf(server, "variables", name, "default") ?? "x";
  });
  return URL.canParse(url) ? decodeURIComponent(new URL(url).pathname).replace(/\/+$/, "") : "";
}

/** In the style of OpenAPI that the document names: `form`, in which each item and property is a pair, by default. */
function queryPairs(input: Input, value: Json, transposes: boolean): (readonly [string, string])[] {
  const { wire, node } = input;
  if (transposes && (Array.isArray(value) || isObject(value))) return flattened(wire, value);
  const isJoined = node["explode"] === false || node["style"] === "pipeDelimited";
  if (Array.isArray(value)) {
    return isJoined ? [[wire, value.map(text).join(",")]] : value.map((one) => [wire, text(one)] as const);
  }
  if (!isObject(value)) return [[wire, text(value)]];
  if (node["content"] !== undefined) return [[wire, JSON.stringify(value)]];
  const nameOf = (key: string): string => (node["style"] === "deepObject" ? `${wire}[${key}]` : key);
  const entries = Object.entries(value);
  if (isJoined && node["style"] !== "deepObject") return [[wire, entries.flat().map(text).join(",")]];
  return entries.flatMap(([key, one]) =>
    (Array.isArray(one) ? one : [one]).map((item) => [nameOf(key), text(item)] as const),
  );
}

/** In the style `simple` of OpenAPI, which paths and headers have. */
function simple(value: Json): string {
  if (Array.isArray(value)) return value.map(text).join(",");
  return isObject(value) ? Object.entries(value).flat().map(text).join(",") : text(value);
}

function flattened(prefix: string, value: Json): (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => flattened(`${prefix}.${index + 1}`, one));
  if (isObject(value)) return Object.entries(value).flatMap(([key, one]) => flattened(`${prefix}.${key}`, one));
  return [[prefix, text(value)]];
}

function headersOf({ document, inputs, given }: Calling): (readonly [string, string])[] {
  return inputs.inputs
    .filter(({ place }) => place === "header")
    .flatMap((input) => {
      const fallback = merged(document.root, input.schema)["default"];
      const value = given.get(input) ?? (fallback as Json | undefined);
      return value === undefined ? [] : [[input.wire.toLowerCase(), simple(value)] as const];
    });
}

function bodyOf(body: BodyShape, given: Given): Json | undefined {
  const base = body.base as Json | undefined;
  const properties: JsonObject = {};
  for (const [input, value] of given) {
    if (input.place === "body" && body.isWhole) return value;
    if (input.place === "body") properties[input.wire] = value;
    else if (input.alsoBody !== undefined) properties[input.alsoBody] = value;
  }
  const isEmpty = Object.keys(properties).length === 0;
  if (body.parent !== undefined) {
    const inner = body.parent.asText ? JSON.stringify(properties) : properties;
    return { ...(isObject(base) ? base : {}), ...(isEmpty ? {} : { [body.parent.name]: inner }) };
  }
  if (isEmpty) return isObject(base) && Object.keys(base).length === 0 ? undefined : base;
  return { ...(isObject(base) ? base : {}), ...properties };
}

/** Each way in which the request is not the one that the document asks for: the kind, then what differs. */
export function differences(sent: SentRequest, expected: ExpectedRequest, bodyText: string | undefined): string[] {
  const problems: string[] = [];
  const [path, query] = splitOnce(sent.url, "?");
  if (sent.method !== expected.httpMethod) problems.push(`http method: ${sent.method} for ${expected.httpMethod}`);
  if (decoded(path) !== expected.path) problems.push(`path: ${path} for ${expected.path}`);
  if (/[^\x21-\x7e]|[<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})/.test(sent.url)) problems.push(`encoding: ${sent.url}`);
  problems.push(...queryDifferences(expected.isForm ? sent.body : query, expected));
  for (const [name, value] of expected.headers) {
    if (sent.headers[name] !== value)
      problems.push(`header: ${name} is ${JSON.stringify(sent.headers[name])} for ${JSON.stringify(value)}`);
  }
  return expected.isForm ? problems : [...problems, ...bodyDifferences(sent, expected, bodyText)];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Lists of AWS may have a name for their items: `Filters.member.1` is `Filters.1`. */
function isSameKey(sent: string, wanted: string): boolean {
  if (sent === wanted) return true;
  const parts = wanted.split(".");
  const left = sent.split(".").filter((part, index, all) => {
    const isItemName = part !== parts[0] && /^\d+$/.test(all[index + 1] ?? "") && all[index + 1] === parts[0];
    if (!isItemName) parts.shift();
    return !isItemName;
  });
  return parts.length === 0 && left.join(".") === wanted;
}

function queryDifferences(query: string, { query: asked, allowed }: ExpectedRequest): string[] {
  const pairs = [...new URLSearchParams(query)];
  const problems: string[] = [];
  for (const [key, value] of asked) {
    const place = pairs.findIndex(([name, one]) => one === value && isSameKey(name, key));
    if (place < 0) problems.push(`query: ${key}=${value} is not sent in ${query}`);
    else pairs.splice(place, 1);
  }
  const unknown = pairs.filter(([name]) => !allowed.has(name)).map((pair) => pair.join("="));
  return unknown.length === 0 ? problems : [...problems, `query: ${unknown.join(" ")} is not asked for`];
}

function bodyDifferences(
  sent: SentRequest,
  { body, mediaType = "" }: ExpectedRequest,
  bodyText: string | undefined,
): string[] {
  // A root element without content is how XML says that there is none.
  if (body === undefined)
    return /^(\{\}|<\w+( xmlns="[^"]*")?\/>)?$/.test(sent.body)
      ? []
      : [`body: ${sent.body.slice(0, 200)} where none is asked for`];
  const type = String(sent.headers["content-type"] ?? "").split(";", 1)[0];
  const problems =
    mediaType.includes("*") || type === mediaType.split(";", 1)[0] ? [] : [`content type: ${type} for ${mediaType}`];
  if (bodyText !== undefined)
    return sent.body === bodyText || isWritten(sent.body, bodyText, body)
      ? problems
      : [...problems, `body: ${sent.body.slice(0, 300)} for ${bodyText.slice(0, 300)}`];
  if (/json/.test(mediaType)) {
    const found = parsed(sent.body);
    return isDeepStrictEqual(found, JSON.parse(JSON.stringify(body)))
      ? problems
      : [...problems, `body: ${sent.body.slice(0, 300)} for ${JSON.stringify(body).slice(0, 300)}`];
  }
  const lacking = scalarsOf(body).filter((one) => !holds(sent.body, one));
  return lacking.length === 0
    ? problems
    : [...problems, `body: ${lacking.slice(0, 3).join(", ")} is not in ${sent.body.slice(0, 300)}`];
}

/** Whether a body is what its template writes; what that drops only since it is empty or false is sent nevertheless. */
function isWritten(sent: string, bodyText: string, body: Json): boolean {
  const [found, written] = [parsed(sent), parsed(bodyText)];
  if (isDeepStrictEqual(found, written)) return true;
  if (!isObject(body) || !isDeepStrictEqual(found, JSON.parse(jsonText(body)))) return false;
  const isEmpty = (value: Json): boolean =>
    value === "" || value === 0 || value === false || (isObject(value) && Object.keys(value).length === 0);
  const told = Object.fromEntries(Object.entries(body).filter(([, value]) => !isEmpty(value)));
  return isDeepStrictEqual(written, JSON.parse(jsonText(told)));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function scalarsOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  if (isObject(value)) return Object.values(value).flatMap(scalarsOf);
  return value === null ? [] : [String(value)];
}

/** In any of the ways in which XML, forms and parts write a text. */
function holds(body: string, scalar: string): boolean {
  const inXml = scalar.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const ways = [
    scalar,
    inXml,
    inXml.replaceAll('"', "&quot;").replaceAll("'", "&apos;"),
    encodeURIComponent(scalar),
    JSON.stringify(scalar).slice(1, -1),
    String(new URLSearchParams([["", scalar]])).slice(1),
  ];
  return ways.some((way) => body.includes(way));
}
