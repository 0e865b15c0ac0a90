/** Computes the whitelisted expressions (`planner/streamable.ts`) row by row, with SQL's three-valued logic. */
import { EngineError, invariant } from "../common/error.ts";
import { characterSource } from "../common/text-pattern.ts";
import { cellOf, Json, type JsonValue, parseJson, type Row, textOf, type Value } from "../common/value.ts";
import type { Binary, Expression } from "../sql/ast.ts";
import { columnOf, fieldPath } from "../planner/streamable.ts";
import type { Scan } from "../planner/scan.ts";

export type Evaluator = (row: Row) => Value;

/** The value of a literal (a sign before a number included); undefined for any other expression. */
export function literalValue(expression: Expression): Value | undefined {
  if (expression.kind === "literal") return expression.type === "blob" ? undefined : expression.value;
  if (expression.kind !== "unary" || expression.operator !== "-" || expression.operand.kind !== "literal")
    return undefined;
  const { value } = expression.operand;
  return typeof value === "number" || typeof value === "bigint" ? -value : undefined;
}

/** Compiles a streamable expression over the rows of a scan. */
export function compile(expression: Expression, scan: Scan): Evaluator {
  const literal = literalValue(expression);
  if (literal !== undefined) return () => literal;
  switch (expression.kind) {
    case "column-ref": {
      const column = columnOf(expression, scan);
      const index = column === undefined ? -1 : scan.columns.indexOf(column);
      return (row) => row[index] ?? null;
    }
    case "function-call":
      return compileField(expression, scan);
    case "unary": {
      const operand = compile(expression.operand, scan);
      return (row) => not(truth(operand(row)));
    }
    case "binary":
      return compileBinary(expression, scan);
    case "in-list":
      return compileIn(expression, scan);
    case "is": {
      const operand = compile(expression.operand, scan);
      return (row) => (operand(row) === null) !== expression.negated;
    }
    case "like":
      return compileLike(expression, scan);
    default:
      throw new EngineError({
        condition: "internal_error",
        stage: "execute",
        message: `${expression.kind} does not stream`,
      });
  }
}

function compileField(expression: Expression, scan: Scan): Evaluator {
  const field = fieldPath(expression);
  invariant(field !== undefined, "only fields of columns stream");
  const read = compile(field.column, scan);
  return (row) => fieldAt(read(row), field.steps);
}

function fieldAt(cell: Value, steps: readonly string[]): Value {
  if (cell === null) return null;
  let at: JsonValue | undefined = cell instanceof Json ? cell.value : parsed(String(cell));
  for (const step of steps) {
    if (at === null || at === undefined || typeof at !== "object" || Array.isArray(at)) return null;
    at = Object.hasOwn(at, step) ? (at as { readonly [key: string]: JsonValue })[step] : undefined;
  }
  return cellOf(at);
}

/** Undefined where the text is no JSON. */
function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

type Truth = boolean | null;

/** Whether the local engine takes a cell for true: a text by the number it begins with. */
export function truth(value: Value): Truth {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return Number(value) !== 0;
  const prefix = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(textOf(value))?.[0] ?? "0";
  return Number(prefix) !== 0;
}

function not(value: Truth): Truth {
  return value === null ? null : !value;
}

function compileBinary(expression: Binary, scan: Scan): Evaluator {
  const left = compile(expression.left, scan);
  const right = compile(expression.right, scan);
  const { operator } = expression;
  if (operator === "AND") return (row) => and(truth(left(row)), () => truth(right(row)));
  if (operator === "OR") return (row) => not(and(not(truth(left(row))), () => not(truth(right(row)))));
  const compare = comparisons[operator];
  invariant(compare !== undefined, `${operator} does not stream`);
  return (row) => {
    const a = left(row);
    const b = right(row);
    return a === null || b === null ? null : compare(scalar(a), scalar(b));
  };
}

function and(left: Truth, right: () => Truth): Truth {
  if (left === false) return false;
  const second = right();
  if (second === false) return false;
  return left === null || second === null ? null : true;
}

type Scalar = number | bigint | string;

/** Booleans compare as the numbers they are stored as. */
function scalar(value: Exclude<Value, null>): Scalar {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Json ? value.text : value;
}

const comparisons: { readonly [operator: string]: ((a: Scalar, b: Scalar) => boolean) | undefined } = {
  "=": (a, b) => compareScalars(a, b) === 0,
  "<>": (a, b) => compareScalars(a, b) !== 0,
  "<": (a, b) => compareScalars(a, b) < 0,
  "<=": (a, b) => compareScalars(a, b) <= 0,
  ">": (a, b) => compareScalars(a, b) > 0,
  ">=": (a, b) => compareScalars(a, b) >= 0,
};

/** As the local engine orders values: numbers before texts, texts by their bytes. */
function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === "string" && typeof b === "string")
    return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === "string" || typeof b === "string") return typeof a === "string" ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compileIn(expression: Expression & { kind: "in-list" }, scan: Scan): Evaluator {
  const operand = compile(expression.operand, scan);
  const items = expression.items.map((item) => compile(item, scan));
  return (row) => {
    const value = operand(row);
    if (value === null) return null;
    let found: Truth = false;
    for (const item of items) {
      const candidate = item(row);
      if (candidate === null) found = null;
      else if (compareScalars(scalar(value), scalar(candidate)) === 0) return !expression.negated;
    }
    return expression.negated ? not(found) : found;
  };
}

function compileLike(expression: Expression & { kind: "like" }, scan: Scan): Evaluator {
  const operand = compile(expression.operand, scan);
  const pattern = literalValue(expression.pattern);
  const matches = likeMatcher(String(pattern));
  return (row) => {
    const value = operand(row);
    return value === null ? null : matches(String(value)) !== expression.negated;
  };
}

/**
 * LIKE as SQLite does it: `%` and `_`, letters of ASCII without regard to case. What stands between two `%` is taken at
 * its first place: no later one could match more, and nothing is tried twice.
 */
export function likeMatcher(pattern: string): (text: string) => boolean {
  const [first = "", ...more] = pattern.split("%").map((part) => [...part].map(sourceOf).join(""));
  const last = more.pop();
  if (last === undefined) {
    const whole = new RegExp(`^${first}$`, "u");
    return (text) => whole.test(text);
  }
  const [head, tail] = [new RegExp(`^${first}`, "u"), new RegExp(`${last}$`, "u")];
  const middle = more.filter((part) => part !== "").map((part) => new RegExp(part, "gu"));
  const [only] = middle;
  // The commonest pattern, `%text%`, holds on to no end.
  if (only !== undefined && middle.length === 1 && first === "" && last === "") return containing(only);
  return (text) => {
    let from = first === "" ? 0 : head.exec(text)?.[0].length;
    for (const part of middle) from = from === undefined ? undefined : endOfNext(part, text, from);
    return from !== undefined && (last === "" || (tail.exec(text)?.index ?? -1) >= from);
  };
}

function containing({ source }: RegExp): (text: string) => boolean {
  const expression = new RegExp(source, "u");
  return (text) => expression.test(text);
}

function endOfNext(part: RegExp, text: string, from: number): number | undefined {
  part.lastIndex = from;
  return part.test(text) ? part.lastIndex : undefined;
}

function sourceOf(char: string): string {
  if (char === "%") return "[^]*";
  return char === "_" ? "[^]" : characterSource(char);
}
