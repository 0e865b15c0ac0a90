/** Cells as the types of their columns have them. */
import { type ColumnType, Json, textOf, type Value } from "../common/value.ts";

/** A cell as the type of its column would store it: both ways through the engine then compare it alike. */
export function conform(cell: Value, type: ColumnType): Value {
  if (cell === null || cell instanceof Json) return cell;
  return conforming[type]?.(cell) ?? cell;
}

type Scalar = Exclude<Value, null | Json>;

/** What becomes of scalars that are not what the schema says; what fits no way stays as it is. */
const conforming: { readonly [T in ColumnType]?: (cell: Scalar) => Scalar } = {
  text: textOf,
  timestamp: textOf,
  boolean: (cell) => {
    const stored = numeric(cell);
    return stored === 1 || stored === 0 ? stored === 1 : stored;
  },
  integer: numeric,
  number: (cell) => {
    const stored = numeric(cell);
    return typeof stored === "bigint" ? Number(stored) : stored;
  },
};

function numeric(cell: Scalar): Scalar {
  return typeof cell === "string" ? (numberIn(cell) ?? cell) : cell;
}

/** The number that a text is, read as the local engine reads texts in columns of numbers. */
function numberIn(text: string): number | bigint | undefined {
  const digits = /^[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t\n\v\f\r]*$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const isExact = Number.isSafeInteger(number) || !/^[+-]?\d+$/.test(digits);
  return isExact ? number : BigInt(digits.replace("+", ""));
}
