/** Cells to and from SQLite: storage by column type, and exact numbers both ways. */
import { type ColumnType, Json, type Value } from "../../../common/value.ts";
import { jsonOrText, looksLikeJson } from "../../json-text.ts";
import type { SqliteCell } from "./driver.ts";
import { integerOfBlob, longInteger } from "./long-integer.ts";

/** Declared types of staging columns; affinity does the rest. Columns of json and any keep what they are given. */
export const storageTypes: { readonly [T in ColumnType]: string } = {
  text: "TEXT",
  timestamp: "TEXT",
  integer: "INTEGER",
  boolean: "INTEGER",
  number: "REAL",
  json: "",
  any: "",
};

const largestStored = 2n ** 63n - 1n;
const smallestStored = -(2n ** 63n);

/** A cell as SQLite stores it. Whole numbers are bound as integers: one of the drivers binds numbers as REAL. */
export function toSqlite(cell: Value): SqliteCell {
  switch (typeof cell) {
    case "string":
      return cell;
    case "number":
      return Number.isSafeInteger(cell) ? BigInt(cell) : cell;
    case "boolean":
      return cell ? 1n : 0n;
    case "bigint":
      return longInteger(cell) ?? (cell > largestStored || cell < smallestStored ? cell.toString() : cell);
    default:
      return cell === null ? null : cell.text;
  }
}

/** What a stored cell becomes in a result column of a type; a value that does not fit the type stays as it is. */
export function fromSqlite(cell: SqliteCell, type: ColumnType): Value {
  if (cell === null) return null;
  if (typeof cell === "bigint") return fromInteger(cell, type);
  if (typeof cell === "string") return fromText(cell, type);
  if (typeof cell === "number") return cell;
  return integerOfBlob(cell) ?? `\\x${Buffer.from(cell).toString("hex")}`;
}

function fromInteger(cell: bigint, type: ColumnType): Value {
  if (type === "boolean" && (cell === 0n || cell === 1n)) return cell === 1n;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : cell;
}

/** Objects and arrays come back as text: in a json column it is taken at its word, where any value may stand if it is JSON. */
function fromText(text: string, type: ColumnType): Value {
  if (type === "json") return looksLikeJson(text) ? Json.ofText(text) : text;
  return type === "any" ? jsonOrText(text) : text;
}
