/** Functions of JSON lists and objects as PostgreSQL and DuckDB have them. A text that is no JSON is an error. */
import { isJsonObject } from "../../../../common/json.ts";
import { type JsonValue, stringifyJson } from "../../../../common/value.ts";
import type { SqliteCell } from "../driver.ts";
import { canonical, parsed } from "./json-equal.ts";
import { bool, compareCells, type Present, type Scalars, str } from "./scalar.ts";

export const lists: Scalars = {
  string_to_array: (text, separator) => stringifyJson(parts(str(text), str(separator))),
  array_to_string: (list, separator, ...nothing) => joinedTexts(parsed(list), str(separator), nothing[0]),
  array_contains: (list, item) => bool(placeOf(list, item) >= 0),
  array_position: (list, item) => {
    const place = placeOf(list, item);
    return place < 0 ? null : BigInt(place + 1);
  },
  array_distinct: (list) => stringifyJson([...new Map(itemsOf(list).map((item) => [canonical(item), item])).values()]),
  array_sort: (list) => stringifyJson(itemsOf(list).toSorted(inOrder)),
  json_object_keys: (document) => {
    const value = parsed(document);
    return isJsonObject(value) ? stringifyJson(Object.keys(value)) : null;
  },
  json_contains: (document, part) => bool(contains(parsed(document), parsed(part))),
};

/** Nothing has no parts; without a separator the whole is one. */
function parts(text: string, separator: string): string[] {
  if (text === "") return [];
  return separator === "" ? [text] : text.split(separator);
}

function itemsOf(cell: Present): readonly JsonValue[] {
  const value = parsed(cell);
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

/** NULLs are left out, or written as `nothing`. */
function joinedTexts(list: JsonValue, separator: string, nothing: Present | undefined): SqliteCell {
  const items = Array.isArray(list) ? (list as readonly JsonValue[]) : [list];
  const texts = items.flatMap((item) => {
    if (item === null) return nothing === undefined ? [] : [str(nothing)];
    return [typeof item === "object" ? stringifyJson(item) : String(item)];
  });
  return texts.join(separator);
}

/** A cell is found where it is a number or text of the list, or the JSON text of an object in it. */
function placeOf(list: Present, item: Present): number {
  const wanted = str(item);
  return itemsOf(list).findIndex((each) => {
    if (each === null) return false;
    if (typeof each === "object") return /^\s*[[{]/.test(wanted) && canonical(each) === canonical(parsed(item));
    if (typeof each === "number" && typeof item !== "string") return each === Number(wanted);
    return typeof each === "string" ? each === wanted && typeof item === "string" : String(each) === wanted;
  });
}

/** NULLs first, then booleans and numbers, texts, and the rest. */
function inOrder(a: JsonValue, b: JsonValue): number {
  const rank = (value: JsonValue): number => (value === null ? 0 : typeof value === "object" ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return compareCells(cellOf(a), cellOf(b));
}

function cellOf(value: JsonValue): Present {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value === null || typeof value === "object" ? canonical(value) : value;
}

/** PostgreSQL's `@>`: an object holds the members, a list the items in any order, a list also a single item. */
function contains(whole: JsonValue, part: JsonValue): boolean {
  if (Array.isArray(whole)) {
    const items = whole as readonly JsonValue[];
    const wanted = Array.isArray(part) ? (part as readonly JsonValue[]) : [part];
    return wanted.every((each) => items.some((item) => contains(item, each)));
  }
  if (!isJsonObject(whole) || !isJsonObject(part)) return canonical(whole) === canonical(part);
  return Object.entries(part).every(([key, inner]) => {
    const own = Object.hasOwn(whole, key) ? whole[key] : undefined;
    return own !== undefined && contains(own, inner);
  });
}
