/** The binary operators of jsonnet, and what is equal to and before what. */
import { Fault } from "./fault.ts";
import { formatText } from "./format.ts";
import { toText } from "./manifest.ts";
import { ArrayValue, byCodePoint, isFunction, ObjectValue, typeOf, type Value } from "./values.ts";

type Operator = (left: Value, right: Value) => Value;

export const operators: { readonly [operator: string]: Operator | undefined } = {
  "+": add,
  "-": arithmetic("-", (a, b) => a - b),
  "*": arithmetic("*", (a, b) => a * b),
  "/": arithmetic("/", (a, b) => {
    if (b === 0) throw new Fault("division by zero");
    return a / b;
  }),
  "%": (left, right) => (typeof left === "string" ? formatText(left, right) : modulo(left, right)),
  "==": (left, right) => equals(left, right),
  "!=": (left, right) => !equals(left, right),
  "<": (left, right) => compare(left, right) < 0,
  "<=": (left, right) => compare(left, right) <= 0,
  ">": (left, right) => compare(left, right) > 0,
  ">=": (left, right) => compare(left, right) >= 0,
  "&": bitwise("&", (a, b) => a & b),
  "|": bitwise("|", (a, b) => a | b),
  "^": bitwise("^", (a, b) => a ^ b),
  "<<": bitwise("<<", (a, b) => a << shift(b)),
  ">>": bitwise(">>", (a, b) => a >> shift(b)),
  in: (left, right) => {
    if (typeof left === "string" && right instanceof ObjectValue) return right.has(left);
    throw mismatch("in", left, right);
  },
};

/** Numbers are summed, lists joined, objects laid over each other; whatever stands beside a text becomes one. */
export function add(left: Value, right: Value): Value {
  if (typeof left === "string" || typeof right === "string") return toText(left) + toText(right);
  if (typeof left === "number" && typeof right === "number") return finite(left + right);
  if (left instanceof ArrayValue && right instanceof ArrayValue) return new ArrayValue([...left.items, ...right.items]);
  if (left instanceof ObjectValue && right instanceof ObjectValue) return left.plus(right);
  throw mismatch("+", left, right);
}

const modulo = arithmetic("%", (a, b) => {
  if (b === 0) throw new Fault("division by zero");
  return a % b;
});

/** Throws a Fault for functions: nobody can tell whether they are the same. */
export function equals(left: Value, right: Value): boolean {
  if (left instanceof ArrayValue && right instanceof ArrayValue) {
    const others = right.items;
    return (
      left.items.length === others.length &&
      left.items.every((item, at) => equals(item.value, others[at]?.value ?? null))
    );
  }
  if (left instanceof ObjectValue && right instanceof ObjectValue) {
    const names = left.names(false);
    const others = right.names(false);
    return (
      names.length === others.length &&
      names.every((name, at) => name === others[at] && equals(left.get(name) ?? null, right.get(name) ?? null))
    );
  }
  if (isFunction(left) && isFunction(right)) throw new Fault("functions cannot be compared");
  return left === right;
}

/** Below, at or above 0. Numbers, texts and lists of them have an order; throws a Fault for all else. */
export function compare(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return byCodePoint(left, right);
  if (!(left instanceof ArrayValue && right instanceof ArrayValue)) throw mismatch("<", left, right);
  for (const [at, item] of left.items.entries()) {
    const other = right.items[at];
    if (other === undefined) return 1;
    const order = compare(item.value, other.value);
    if (order !== 0) return order;
  }
  return left.items.length - right.items.length;
}

/** A number that JSON has. Throws a Fault for those beyond. */
export function finite(number: number): number {
  if (Number.isFinite(number)) return number;
  throw new Fault(Number.isNaN(number) ? "the result is no number" : "the number is too large");
}

function arithmetic(operator: string, compute: (a: number, b: number) => number): Operator {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return finite(compute(left, right));
    throw mismatch(operator, left, right);
  };
}

function bitwise(operator: string, compute: (a: bigint, b: bigint) => bigint): Operator {
  return (left, right) => {
    if (typeof left !== "number" || typeof right !== "number") throw mismatch(operator, left, right);
    return Number(BigInt.asIntN(64, compute(wholeOf(left), wholeOf(right))));
  };
}

/** A number as the 64 bits that operators on bits see. */
export function wholeOf(number: number): bigint {
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return BigInt(Math.trunc(number));
  throw new Fault("operators on bits take whole numbers below 2^53");
}

function shift(by: bigint): bigint {
  if (by < 0n) throw new Fault("a shift is not negative");
  return by % 64n;
}

function mismatch(operator: string, left: Value, right: Value): Fault {
  return new Fault(`${typeOf(left)} ${operator} ${typeOf(right)} has no meaning`);
}
