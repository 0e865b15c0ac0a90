/**
 * Whole numbers beyond 64 bits, which SQLite has not. It would make them REAL in a column of integers, and lose digits.
 * Positive ones are stored as blobs of a fixed width, digits behind spaces: blobs come after all numbers and are
 * ordered by their bytes, so that ORDER BY, DISTINCT, `=` and joins are exact; arithmetic and sums read the digits as a
 * REAL. Negative ones, which blobs would put after all numbers, stay REAL.
 */
import type { Between, Binary, Expression, InList } from "../../../sql/ast.ts";

const largestStored = 2n ** 63n - 1n;
const width = 64;
const form = /^ *[1-9]\d{18,}$/;

/** The blob for a whole number beyond 64 bits; undefined for those that SQLite has, for negative and endless ones. */
export function longInteger(value: bigint): Uint8Array | undefined {
  const digits = value.toString();
  return value > largestStored && digits.length <= width ? Buffer.from(digits.padStart(width)) : undefined;
}

/** The number that a blob stands for; undefined for any other blob. */
export function integerOfBlob(blob: Uint8Array): bigint | undefined {
  if (blob.length !== width) return undefined;
  const text = Buffer.from(blob.buffer, blob.byteOffset, blob.length).toString("latin1");
  return form.test(text) ? BigInt(text.trim()) : undefined;
}

type Print = (node: Expression) => string;

const comparisons: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** A column compared with a long number: as a blob where its cell is one, else as the REAL that SQLite makes of it. */
export function comparisonForm(node: Binary, print: Print): string | undefined {
  const { left, right, operator } = node;
  if (!comparisons.has(operator)) return undefined;
  const blob = blobOf(left) ?? blobOf(right);
  const column = blobOf(left) === undefined ? left : right;
  if (blob === undefined || column.kind !== "column-ref") return undefined;
  const name = print(column);
  const [first, second] = column === left ? [name, blob] : [blob, name];
  return `(CASE typeof(${name}) WHEN 'blob' THEN ${first} ${operator} ${second} ELSE ${print(left)} ${operator} ${print(right)} END)`;
}

/** BETWEEN with a long number is two comparisons. */
export function betweenForm(node: Between, print: Print): string | undefined {
  const { operand, low, high, negated, span } = node;
  if (operand.kind !== "column-ref" || (blobOf(low) ?? blobOf(high)) === undefined) return undefined;
  const bound = (operator: ">=" | "<=", right: Expression): string =>
    `(${print({ kind: "binary", operator, left: operand, right, span })})`;
  return `(${negated ? "NOT " : ""}(${bound(">=", low)} AND ${bound("<=", high)}))`;
}

/** A list with long numbers holds each as blob and as REAL. */
export function inListForm(node: InList, print: Print): string | undefined {
  if (!node.items.some((item) => blobOf(item) !== undefined) || node.operand.kind !== "column-ref") return undefined;
  const items = node.items.flatMap((item) => {
    const blob = blobOf(item);
    return blob === undefined ? [print(item)] : [print(item), blob];
  });
  return `(${print(node.operand)} ${node.negated ? "NOT " : ""}IN (${items.join(", ")}))`;
}

/** `x'…'` for a literal beyond 64 bits. */
function blobOf(expression: Expression): string | undefined {
  if (expression.kind !== "literal" || typeof expression.value !== "bigint") return undefined;
  const blob = longInteger(expression.value);
  return blob === undefined ? undefined : `x'${Buffer.from(blob).toString("hex")}'`;
}
