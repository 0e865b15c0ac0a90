/** The body of a GraphQL request: `{"query": "…"}`, and the same for the page after a cursor. */
import type { Method, Pagination } from "../../catalog/model.ts";
import { stringifyJson, type JsonValue } from "../../common/value.ts";
import { isJsonObject, type JsonObject } from "../../common/json.ts";
import { usualCursor } from "../transform/graphql.ts";
import { renderedQuery } from "../transform/transform.ts";
import type { RequestBody } from "../transport/message.ts";

/** What a query is made of, and the same with secrets masked. */
export interface QueryInput {
  readonly text: JsonValue;
  readonly shown: JsonValue;
}

/** Throws `invalid_parameter_value`, and `invalid_provider_document` where the template of the query fails. */
export function queryBody(method: Method, input: QueryInput, part?: string): RequestBody {
  const text = objectOf(input.text);
  const after = (pagination: Pagination, value: JsonValue): RequestBody =>
    queryBody(method, input, cursorText(method, pagination, value));
  return {
    text: written(method, text, part),
    shown: written(method, objectOf(input.shown), part),
    query: { input: text, after },
  };
}

function objectOf(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

function written(method: Method, input: JsonObject, part: string | undefined): string {
  const { transform } = method.request;
  if (transform === undefined) return stringifyJson(input);
  const data = part === undefined ? input : { ...input, cursor: part };
  return stringifyJson({ query: renderedQuery(method, transform, data, part) });
}

function cursorText(method: Method, pagination: Pagination, value: JsonValue): string {
  const format = pagination.cursor?.format;
  if (format === undefined) return usualCursor(pagination, value);
  return renderedQuery(method, { type: "graphql", body: format }, { value, cursor: value });
}
