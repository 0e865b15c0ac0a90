/**
 * Operations that are a GraphQL query. Source: `x-stackQL-graphQL` of the provider document format. What the query is
 * made of is the body, whatever OpenAPI says of the places of parameters: a transform of the type `graphql` writes it.
 */
import type { Pagination, Parameter, RequestShape } from "../model.ts";
import { invalidDocument, isObject, listAt, objectAt, optional, textAt, type JsonObject } from "./json.ts";
import { plainTemplate, type Operation } from "./operation.ts";
import { operationParameters } from "./parameters.ts";
import type { Schemas } from "./schemas.ts";

export interface GraphQl {
  readonly parameters: readonly Parameter[];
  readonly request: Pick<RequestShape, "httpMethod" | "path" | "mediaType" | "base" | "transform">;
  /** The endpoint, where the document names one in place of server and path. */
  readonly url: string | undefined;
  /** Where the rows are, as an `objectKey`. */
  readonly rows: string | undefined;
  readonly pagination: Pagination | undefined;
}

/** What the operation says of its query; undefined where it is none. Throws `invalid_provider_document` without one. */
export function graphQlOf(schemas: Schemas, found: Operation): GraphQl | undefined {
  const block = found.operation["x-stackQL-graphQL"];
  if (!isObject(block)) return undefined;
  const query = textAt(block, "query");
  if (query === undefined) throw invalidDocument("x-stackQL-graphQL has no query");
  const url = textAt(block, "url");
  const parameters = inputsOf(schemas, found);
  return {
    parameters,
    request: {
      httpMethod: (textAt(block, "httpVerb") ?? found.httpMethod).toUpperCase(),
      path: url === undefined ? plainTemplate(found.path.split("?", 1)[0] ?? "") : "",
      mediaType: "application/json",
      base: {},
      transform: { type: "graphql", body: query },
    },
    url,
    rows: textAt(block, "responseSelection", "jsonPath"),
    pagination: paginationOf(objectAt(block, "cursor"), usualLimit(schemas, found)),
  };
}

/** All parameters by their names alone. */
function inputsOf(schemas: Schemas, found: Operation): readonly Parameter[] {
  const inQuery = (nodes: readonly unknown[]): readonly unknown[] =>
    nodes.map((node) => ({ ...schemas.resolve(node), in: "query" }));
  const parameters = operationParameters(schemas, {
    ...found,
    path: "",
    operation: { ...found.operation, parameters: inQuery(listAt(found.operation, "parameters")) },
    pathItem: { parameters: inQuery(listAt(found.pathItem, "parameters")) },
  });
  return parameters.map((parameter) => ({ ...parameter, in: "body" }));
}

const strategies = ["cursor_after", "keyset", "offset", "page_info"] as const;

function paginationOf(cursor: JsonObject, limit: Pagination["size"]): Pagination | undefined {
  const named = textAt(cursor, "strategy") ?? "cursor_after";
  const strategy = strategies.find((one) => one === named);
  if (strategy === undefined) throw invalidDocument(`x-stackQL-graphQL has no cursor strategy ${named}`);
  const path = jsonPathOf(textAt(cursor, "jsonPath") ?? "");
  const isNone = path.some((step) => step === "*" || step === "__no_cursor");
  if (isNone || (path.length === 0 && strategy !== "offset")) return undefined;
  const format = textAt(cursor, "format");
  const more = textAt(cursor, "terminateOnJsonPath");
  const size = Number(textAt(cursor, "pageSize") ?? Number.NaN);
  return {
    algorithm: "graphql",
    request: { in: "body", name: "cursor" },
    response: { in: "body", path },
    cursor: { strategy, ...optional("format", format === undefined ? undefined : lawful(format)) },
    ...optional("more", more === undefined ? undefined : jsonPathOf(more)),
    ...optional("size", size > 0 ? { default: size } : limit),
  };
}

/** Fields of an input object are joined as they stand: some documents write SQL's AND before one. */
function lawful(format: string): string {
  return format.replace(/,\s*AND\s+(?=\w+\s*:)/, ", ");
}

/** `limit` says how many rows a full page has. */
function usualLimit(schemas: Schemas, { operation }: Operation): Pagination["size"] {
  const nodes = listAt(operation, "parameters").map((node) => schemas.resolve(node));
  const usual = Number(
    textAt(
      nodes.find((node) => node["name"] === "limit"),
      "schema",
      "default",
    ) ?? Number.NaN,
  );
  return usual > 0 ? { name: "limit", default: usual } : undefined;
}

/** `$.a[0]['b.c'][-1:].d` as names and indexes; `*` for all items. */
export function jsonPathOf(text: string): readonly string[] {
  const steps = text.replace(/^\$/, "").matchAll(/\[(?:'([^']*)'|"([^"]*)"|(\*)|(-?\d+):?)\]|([^.[\]]+)/g);
  return [...steps].map((step) => step.slice(1).find((part) => part !== undefined) ?? "");
}
