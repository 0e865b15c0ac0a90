/**
 * Whole numbers beyond 64 bits, which SQLite has not. It would make them REAL in a column of integers, and lose digits.
 * Positive ones are stored as blobs of a fixed width, digits behind spaces: blobs come after all numbers and are
 * ordered by their bytes, so that ORDER BY, DISTINCT, `=` and joins are exact; arithmetic and sums read the digits as a
 * REAL. Negative ones, which blobs would put after all numbers, stay REAL.
 */
import type { Between, Binary, Case, Expression, InList, Is, Literal, Unary } from "../../../sql/ast.ts";
import { itemFunction } from "../../../planner/functions/tables.ts";
import { fieldFunction } from "../../../planner/streamable.ts";
import { visit } from "../../../sql/traverse.ts";

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

/** A literal beyond 64 bits as its blob. */
export function literalForm(node: Literal): string | undefined {
  return blobOf(node);
}

/** The least whole number of 64 bits, whose digits without the sign are one too many. */
export function leastForm({ operator, operand }: Unary): string | undefined {
  const isLeast = operator === "-" && operand.kind === "literal" && operand.value === largestStored + 1n;
  return isLeast ? `(${-largestStored} - 1)` : undefined;
}

const comparisons: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** A value compared with a long number: as a blob where it is one, else with the REAL that SQLite makes of it. */
export function comparisonForm(node: Binary, print: Print): string | undefined {
  const { left, right, operator } = node;
  return comparisons.has(operator) ? compared(left, operator, right, print) : undefined;
}

/** IS and IS DISTINCT FROM with a long number. */
export function isForm(node: Is, print: Print): string | undefined {
  const { operand, right, negated, distinct } = node;
  return compared(operand, negated === distinct ? "IS" : "IS NOT", right, print);
}

function compared(left: Expression, operator: string, right: Expression, print: Print): string | undefined {
  const long = isLong(right) ? right : isLong(left) ? left : undefined;
  if (long === undefined) return undefined;
  const other = long === right ? left : right;
  const written = (number: string): string => {
    const [first, second] = long === right ? [`(${print(left)})`, number] : [number, `(${print(right)})`];
    return `${first} ${operator} ${second}`;
  };
  const real = written(realOf(long));
  if (!isRepeatable(other)) return `(${real})`;
  return `(CASE typeof(${print(other)}) WHEN 'blob' THEN ${written(blobOf(long) ?? "")} ELSE ${real} END)`;
}

/** BETWEEN with a long number is two comparisons. */
export function betweenForm(node: Between, print: Print): string | undefined {
  const { operand, low, high, negated, span } = node;
  if (!isRepeatable(operand) || (!isLong(low) && !isLong(high))) return undefined;
  const bound = (operator: ">=" | "<=", right: Expression): string =>
    `(${print({ kind: "binary", operator, left: operand, right, span })})`;
  return `(${negated ? "NOT " : ""}(${bound(">=", low)} AND ${bound("<=", high)}))`;
}

/** A list with long numbers holds each as blob and as REAL. */
export function inListForm(node: InList, print: Print): string | undefined {
  if (!node.items.some(isLong)) return undefined;
  const items = node.items.flatMap((item) => (isLong(item) ? [realOf(item), print(item)] : [print(item)]));
  return `((${print(node.operand)}) ${node.negated ? "NOT " : ""}IN (${items.join(", ")}))`;
}

/** `CASE x WHEN long …` is `CASE WHEN x = long …`. */
export function caseForm(node: Case, print: Print): string | undefined {
  const { operand: left, otherwise } = node;
  if (left === undefined || !isRepeatable(left) || !node.branches.some(({ when }) => isLong(when))) return undefined;
  const branches = node.branches.map(({ when: right, then: result, span }) => {
    const condition = print({ kind: "binary", operator: "=", left, right, span });
    return `WHEN ${condition} THEN ${print(result)}`;
  });
  const rest = otherwise === undefined ? "" : ` ELSE ${print(otherwise)}`;
  return `CASE ${branches.join(" ")}${rest} END`;
}

const volatileFunctions: ReadonlySet<string> = new Set(["random", "randomblob", "uuid", "gen_random_uuid"]);

/** True where an expression may be written twice: it holds no query, and yields the same each time. */
export function isRepeatable(expression: Expression): boolean {
  let repeatable = true;
  visit(expression, {
    query: () => {
      repeatable = false;
      return false;
    },
    "function-call": ({ name }) => {
      if (volatileFunctions.has(name.parts.at(-1)?.name.toLowerCase() ?? "")) repeatable = false;
    },
  });
  return repeatable;
}

function isLong(expression: Expression): expression is Literal {
  return blobOf(expression) !== undefined;
}

/** `x'…'` for a literal beyond 64 bits. */
function blobOf(expression: Expression): string | undefined {
  if (expression.kind !== "literal" || typeof expression.value !== "bigint") return undefined;
  const blob = longInteger(expression.value);
  return blob === undefined ? undefined : `x'${Buffer.from(blob).toString("hex")}'`;
}

/** The digits, of which SQLite makes a REAL. */
function realOf({ value }: Literal): string {
  return String(value);
}

/** Functions that yield one of their arguments. */
const passing: ReadonlySet<string> = new Set([
  fieldFunction,
  itemFunction,
  "json_extract",
  "coalesce",
  "ifnull",
  "nullif",
  "iif",
  "if",
  "min",
  "max",
  "greatest",
  "least",
]);

/** True for what may be a long number, and may be written more than once. */
export function mayBeLong(expression: Expression): boolean {
  if (expression.kind === "column-ref" || isLong(expression)) return true;
  if (expression.kind === "binary") return expression.operator === "->>" && isRepeatable(expression);
  if (expression.kind !== "function-call" || expression.over !== undefined) return false;
  return passing.has(expression.name.parts.at(-1)?.name.toLowerCase() ?? "") && isRepeatable(expression);
}

/** A value as text: where it is a long number, its digits without the spaces in front. */
export function textForm(expression: Expression, print: Print): string {
  const plain = print(expression);
  return mayBeLong(expression) ? `(CASE typeof(${plain}) WHEN 'blob' THEN ltrim(${plain}) ELSE ${plain} END)` : plain;
}

/** A value as a whole number; a long one is one already. */
export function integerForm(expression: Expression, print: Print): string {
  const plain = print(expression);
  const cast = `CAST(${plain} AS INTEGER)`;
  return mayBeLong(expression) ? `(CASE typeof(${plain}) WHEN 'blob' THEN ${plain} ELSE ${cast} END)` : cast;
}
