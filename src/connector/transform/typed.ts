/** Values out of XML, which has texts alone, by the types that the document declares for them. */
import type { ResponseColumn } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { exactInteger, isJsonObject, property } from "../json.ts";

/** The row with every declared value of its type; what it lacks is null, and so is an empty element unless it is text. */
export function typedRow(row: JsonValue, columns: readonly ResponseColumn[]): JsonValue {
  if (!isJsonObject(row)) return row;
  const values = columns.map((column) => [column.wireName, typed(row[column.wireName], column)] as const);
  return { ...row, ...Object.fromEntries(values) };
}

function typed(value: JsonValue | undefined, { type, fields }: ResponseColumn): JsonValue {
  if (isJsonObject(value) && fields !== undefined) {
    const inner = fields.filter(({ wireName }) => property(value, wireName) !== undefined);
    return typedRow(value, inner);
  }
  if (value === undefined || typeof value !== "string" || type === "text") return value ?? null;
  if (value === "") return null;
  if (type === "boolean") return value === "true" ? true : value === "false" ? false : value;
  if (type === "number" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return Number(value);
  if (type === "integer" && /^-?\d+$/.test(value)) return exactInteger(value);
  return value;
}
