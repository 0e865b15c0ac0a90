/**
 * An OpenAPI document as its facts are read from: what operations only refer to stands in them, each has an
 * `operationId`, and servers that customers do not reach are gone. Schemas keep their references.
 */
import { isObject, memberOf, type JsonObject } from "../catalog/compile/json.ts";
import type { JsonValue } from "../common/value.ts";
import { httpMethods } from "./openapi.ts";

/** Returns a new document; what is given stays as it is. */
export function readyForReading(document: JsonValue): JsonValue {
  if (!isObject(document)) return document;
  const paths = mapValues(memberOf(document, "paths"), (item, path) => readyItem(document, item, path));
  const servers = memberOf(document, "servers");
  return {
    ...document,
    ...(Array.isArray(servers) ? { servers: servers.filter(isPublic) } : {}),
    ...(paths === undefined ? {} : { paths }),
  } as unknown as JsonValue;
}

/** Stages that only their makers use say so in their names. */
function isPublic(server: unknown): boolean {
  const url = String(memberOf(server, "url"));
  return !/\.(stag|devel)\./.test(url);
}

function readyItem(document: JsonObject, item: unknown, path: string): unknown {
  if (!isObject(item)) return item;
  const { parameters: shared = [], ...rest } = item;
  return mapValues(rest, (operation, method) => {
    if (!(httpMethods as readonly string[]).includes(method) || !isObject(operation)) return operation;
    const parameters = [...listOf(operation["parameters"]), ...listOf(shared)].map((one) => resolved(document, one));
    const responses = mapValues(operation["responses"], (one) => resolved(document, one));
    const body = operation["requestBody"];
    return {
      ...operation,
      operationId: operation["operationId"] ?? idOf(method, path),
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(body === undefined ? {} : { requestBody: resolved(document, body) }),
      ...(responses === undefined ? {} : { responses }),
    };
  });
}

/** `post` and `/v2/metrics/{dataset}/query` → `postV2MetricsDatasetQuery`. */
function idOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** What a reference into `components` leads to; itself where it is none, or leads nowhere. */
function resolved(document: JsonObject, node: unknown): unknown {
  const reference = memberOf(node, "$ref");
  if (typeof reference !== "string") return node;
  const steps = reference.replace(/^#\//, "").split("/");
  return steps.reduce<unknown>((inner, step) => memberOf(inner, step), document) ?? node;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapValues(value: unknown, change: (inner: unknown, key: string) => unknown): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner, key)])) as JsonObject;
}
