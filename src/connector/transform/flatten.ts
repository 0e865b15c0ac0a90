/** The transform that thousands of Azure methods share: the members of `properties` become members of the row. */
import type { JsonValue } from "../../common/value.ts";
import { isJsonArray, isJsonObject, property, type JsonObject } from "../../common/json.ts";

/** A list response: `value` flattened row by row; what the row has itself wins, `nextLink` stays. */
export function flattenList(body: JsonValue): JsonValue {
  const rows = property(body, "value");
  return {
    value: isJsonArray(rows) ? rows.map(flattenRow) : [],
    nextLink: property(body, "nextLink") ?? null,
  };
}

export function flattenRow(row: JsonValue): JsonValue {
  if (!isJsonObject(row)) return row;
  const { properties } = row;
  const inner: JsonObject = isJsonObject(properties) ? properties : {};
  return { ...inner, ...row, _flattened: true };
}
