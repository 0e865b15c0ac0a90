/** How a method sends its query: what `requestTranslate` and `queryParamTranspose` say at any level. */
import type { Parameter, ParameterStyle, RequestShape } from "../model.ts";
import { optional, textAt, type JsonObject } from "./json.ts";
import type { Schemas } from "./schemas.ts";
import { shapeOf } from "./shape.ts";

export interface QueryRules {
  /** How lists and objects are numbered; undefined where they are written as OpenAPI says. */
  readonly numbering: Extract<ParameterStyle, "numbered" | "members"> | undefined;
  readonly asForm: boolean;
  /** Keys that begin with `__` tell operations on one path apart, and are never sent. */
  readonly dropsPrivate: boolean;
}

/**
 * The rules of the nearest level. `protocol` is `info.x-protocol`: in AWS's `query` the items of a list stand below
 * `member`, in `ec2` they do not.
 */
export function queryRulesOf(configs: readonly unknown[], protocol: string | undefined): QueryRules {
  const nearest = (key: string): string | undefined =>
    configs.map((config) => textAt(config, key, "algorithm")).find((algorithm) => algorithm !== undefined);
  const translation = nearest("requestTranslate");
  const isCanonical = nearest("queryParamTranspose") === "AWSCanonical";
  return {
    numbering: isCanonical ? (protocol === "query" ? "members" : "numbered") : undefined,
    asForm: translation === "get_query_to_post_form_utf_8",
    dropsPrivate: translation === "drop_double_underscore_params",
  };
}

/** The parameter; one in the query that takes a list or object in the style of the rules, with the shape of its schema. */
export function numberedParameter(
  schemas: Schemas,
  rules: QueryRules,
  schema: JsonObject,
  parameter: Parameter,
): Parameter {
  const { numbering } = rules;
  if (numbering === undefined || parameter.in !== "query" || parameter.type !== "json") return parameter;
  return { ...parameter, style: numbering, shape: shapeOf(schemas, schema) };
}

/** The part of the request that the rules decide. `path` may hold a query. */
export function queryRequest(
  rules: QueryRules,
  httpMethod: string,
  path: string,
): Pick<RequestShape, "httpMethod" | "path" | "queryAsForm"> {
  return {
    httpMethod: rules.asForm ? "POST" : httpMethod,
    path: rules.dropsPrivate ? withoutPrivateKeys(path) : path,
    ...optional("queryAsForm", rules.asForm ? true : undefined),
  };
}

function withoutPrivateKeys(path: string): string {
  const start = path.indexOf("?");
  if (start < 0) return path;
  const kept = path
    .slice(start + 1)
    .split("&")
    .filter((pair) => !pair.startsWith("__"));
  return kept.length === 0 ? path.slice(0, start) : `${path.slice(0, start)}?${kept.join("&")}`;
}
