/** From a response body to rows: where they are, and what each column takes from them. */
import type { ResponseColumn, ResponseShape } from "../../catalog/model.ts";
import { cellOf, exactInteger, type ColumnType, type JsonValue, type Row } from "../../common/value.ts";
import { isJsonArray, isJsonObject, property } from "../../common/json.ts";

/** What a body holds where the rows are. */
export interface Located {
  readonly items: readonly JsonValue[];
  /** One thing, not a list of things: no further page follows it. */
  readonly isSingle: boolean;
}

/** What of a response's shape says where its rows are. */
type RowPlace = Pick<ResponseShape, "rowPath" | "columns" | "beside">;

/**
 * The rows of a body at `rowPath`. An array yields its items, anything else itself; nulls are no rows. A path that
 * ends early has no rows, and arrays on the way are entered. Where nothing of the path is there, the body may be what it
 * leads to: an array of rows, or an object of `columns`.
 */
export function locateRows(body: JsonValue | undefined, place: RowPlace): Located {
  const { rowPath } = place;
  const [name] = rowPath;
  const isAbsent = name !== undefined && follow(body, [name]) === undefined;
  const found = isAbsent && isRow(body, place) ? body : follow(body, rowPath);
  if (found === undefined || found === null) return { items: [], isSingle: false };
  if (!isJsonArray(found)) return { items: [found], isSingle: true };
  const items = found.length === 0 && isJsonArray(body) && body.some((item) => isRow(item, place)) ? body : found;
  return { items: items.filter((item) => item !== null), isSingle: false };
}

/** True where at least half of what an object has are columns, one of which the wrapper of rows has not. */
function isRow(value: JsonValue | undefined, { columns, beside = [] }: RowPlace): boolean {
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  const known = names.filter((name) => columns.some(({ wireName }) => wireName === name));
  return known.some((name) => !beside.includes(name)) && known.length * 2 >= names.length;
}

function follow(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (!isJsonArray(value)) return follow(property(value, name), rest);
  return value.flatMap((item) => {
    const inner = follow(item, path);
    return inner === undefined ? [] : isJsonArray(inner) ? inner : [inner];
  });
}

/** A function that makes a row of an item, its cells in the order of the columns. */
export function rowMaker({ columns }: ResponseShape): (item: JsonValue) => Row {
  return (item) => columns.map((column, index) => cellOf(adapt(pick(item, column, index), column.type)));
}

/** By the name on the wire, else by the name in SQL. A scalar is the value of the first column. */
function pick(item: JsonValue, { wireName, name }: ResponseColumn, index: number): JsonValue | undefined {
  if (wireName === "") return item;
  if (isJsonObject(item)) return property(item, wireName) ?? property(item, name);
  return index === 0 ? item : undefined;
}

/** JSON cannot be trusted with long integers, so that many APIs send them as text; no other type is touched. */
function adapt(value: JsonValue | undefined, type: ColumnType): JsonValue | undefined {
  if (type !== "integer" || typeof value !== "string" || !/^-?(0|[1-9]\d*)$/.test(value)) return value;
  return exactInteger(value);
}
