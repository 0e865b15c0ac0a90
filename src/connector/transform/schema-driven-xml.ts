/**
 * Rows out of XML by what the document says of them. Source: `schema_driven_xml_v0.1.0` of the provider document
 * format: the payload is a row itself, or holds one list of rows, whatever the list is called on the wire.
 */
import type { ResponseColumn, ResponseShape } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { isJsonArray, isJsonObject, type JsonObject } from "../../common/json.ts";
import { typedRow } from "./typed.ts";
import { parseXml } from "./xml.ts";

/**
 * `{ <list>: rows }`, and beside it the scalars of the payload, which hold the tokens of paging. `protocol` is the
 * service's `info.x-protocol`. Throws SyntaxError where the text is no XML.
 */
export function rowsOfXml(text: string, response: ResponseShape, protocol: string | undefined): JsonValue {
  const payload = payloadOf(parseXml(text), protocol);
  const [list = "line_items"] = response.rowPath;
  const scalars = isJsonObject(payload) ? Object.entries(payload).filter(([, value]) => typeof value === "string") : [];
  const rows = rowsOf(payload, response.columns).map((row) => typedRow(row, response.columns));
  return { ...Object.fromEntries(scalars), [list]: rows };
}

/** Inside of the root; AWS's query protocol puts the answer into `…Result`. */
export function payloadOf(document: JsonObject, protocol: string | undefined): JsonValue {
  const [root = null] = Object.values(document);
  if (protocol !== "query" || !isJsonObject(root)) return root;
  const result = Object.keys(root)
    .toSorted()
    .find((name) => name.endsWith("Result"));
  return result === undefined ? root : (root[result] ?? null);
}

function rowsOf(payload: JsonValue, columns: readonly ResponseColumn[]): readonly JsonValue[] {
  if (!isJsonObject(payload)) return [];
  if (isRow(payload, columns)) return [payload];
  const names = Object.keys(payload)
    .filter((name) => !name.startsWith("-"))
    .toSorted();
  const lists = names.flatMap((name) => listIn(payload[name]) ?? []).map((list) => unwrapped(list));
  return lists.find((list) => list.some((row) => isRow(row, columns))) ?? lists[0] ?? [];
}

/** What may hold rows: a list, what wraps items, what wraps one thing. In an array, so that nothing is none. */
function listIn(value: JsonValue | undefined): readonly [JsonValue] | undefined {
  if (isJsonArray(value)) return [value];
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, "item")) return [value];
  const [only, ...others] = Object.values(value);
  return only !== undefined && others.length === 0 && typeof only === "object" ? [value] : undefined;
}

/** The items of a list, out of `item` or the one element that each is wrapped in. */
function unwrapped(list: JsonValue): readonly JsonValue[] {
  if (isJsonArray(list)) return list;
  if (!isJsonObject(list)) return [];
  const inner = Object.hasOwn(list, "item") ? list["item"] : Object.values(list)[0];
  return isJsonArray(inner) ? inner : inner === undefined ? [] : [inner];
}

function isRow(value: JsonValue, columns: readonly ResponseColumn[]): boolean {
  return isJsonObject(value) && columns.some((column) => Object.hasOwn(value, column.wireName));
}
