// Reads the raw API facts (OpenAPI 3 documents without prose) that the mock routes and validates by.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError, reasonOf } from "../common/error.ts";
import { arrayAt, isObject, objectAt, textAt, type JsonObject } from "./values.ts";

const methods = ["get", "post", "put", "patch", "delete"] as const;

export interface Parameter {
  readonly name: string;
  readonly place: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: JsonObject;
}

/** One method on one path template. */
export interface Operation {
  readonly api: ApiFacts;
  /** In capitals. */
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Absent where the operation takes no JSON body. */
  readonly requestSchema: JsonObject | undefined;
  /** The first success status that the facts declare; 200 where they declare none. */
  readonly successStatus: number;
  /** The JSON schema of the success answer; absent where it has no body. */
  readonly responseSchema: JsonObject | undefined;
}

/** One document of the facts. */
export interface ApiFacts {
  readonly name: string;
  readonly document: JsonObject;
  readonly operations: readonly Operation[];
}

/** The APIs that the mock speaks; of the others it has the facts alone. */
const spokenApis: ReadonlySet<string> = new Set([
  "apikeys_v2",
  "certificate-authority_v2",
  "cmk_v2",
  "iam-ip-filtering_v2",
  "iam-user-auth_v2",
  "iam_v2",
  "identity-provider_v2",
  "mds_v2",
  "org_v2",
  "partner_v2",
  "sso_v2",
]);

/** Reads the `.json` documents of the APIs that the mock speaks from a directory, in name order. Fails with configuration_error on unreadable facts. */
export function readFacts(directory: string): ApiFacts[] {
  const files = attempt(directory, () => readdirSync(directory)).filter(
    (file) => file.endsWith(".json") && spokenApis.has(file.slice(0, -".json".length)),
  );
  if (files.length === 0) throw unreadable(directory, "it holds no .json document");
  return files.sort().map((file) => {
    const path = join(directory, file);
    const document: unknown = attempt(path, () => JSON.parse(readFileSync(path, "utf8")));
    if (!isObject(document)) throw unreadable(path, "it is no JSON object");
    return apiFacts(file.replace(/\.json$/, ""), document);
  });
}

/** Follows `$ref` until a plain schema (or parameter, or response) is found; {} where the reference leads nowhere. */
export function resolve(document: JsonObject, node: unknown): JsonObject {
  let current = node;
  for (let hops = 0; hops < 32; hops++) {
    const reference = textAt(current, "$ref");
    if (reference === undefined) return isObject(current) ? current : {};
    current = reference
      .replace(/^#\//, "")
      .split("/")
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), document);
  }
  return {};
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(path, reasonOf(cause));
  }
}

function unreadable(path: string, reason: string): EngineError {
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `the API facts at ${path} cannot be used: ${reason}`,
    hint: "Give the directory that holds the API documents as JSON, such as providers/confluent/facts.",
  });
}

function apiFacts(name: string, document: JsonObject): ApiFacts {
  const operations: Operation[] = [];
  const api: ApiFacts = { name, document, operations };
  for (const [template, item] of Object.entries(objectAt(document, "paths") ?? {})) {
    for (const method of methods) {
      const node = objectAt(item, method);
      if (node !== undefined) operations.push(operationOf(api, { template, method, node, item }));
    }
  }
  return api;
}

interface OperationNode {
  readonly template: string;
  readonly method: string;
  readonly node: JsonObject;
  /** The path item, whose parameters all its operations share. */
  readonly item: unknown;
}

function operationOf(api: ApiFacts, { template, method, node, item }: OperationNode): Operation {
  const { document } = api;
  const responses = objectAt(node, "responses") ?? {};
  const success = Object.keys(responses).find((status) => status.startsWith("2")) ?? "200";
  return {
    api,
    method: method.toUpperCase(),
    template,
    parameters: [...arrayAt(item, "parameters"), ...arrayAt(node, "parameters")].map((each) =>
      parameterOf(document, each),
    ),
    requestSchema: jsonSchemaOf(document, node["requestBody"]),
    successStatus: Number(success),
    responseSchema: jsonSchemaOf(document, responses[success]),
  };
}

function parameterOf(document: JsonObject, node: unknown): Parameter {
  const parameter = resolve(document, node);
  const place = textAt(parameter, "in");
  return {
    name: textAt(parameter, "name") ?? "",
    place: place === "path" || place === "header" ? place : "query",
    required: parameter["required"] === true,
    schema: resolve(document, parameter["schema"]),
  };
}

/** The schema of the JSON content of a request body or a response. */
function jsonSchemaOf(document: JsonObject, node: unknown): JsonObject | undefined {
  return objectAt(objectAt(objectAt(resolve(document, node), "content"), "application/json"), "schema");
}
