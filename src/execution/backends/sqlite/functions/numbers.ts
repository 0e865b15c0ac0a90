/** Functions of numbers that SQLite lacks. */
import { EngineError } from "../../../../common/error.ts";
import type { SqliteCell } from "../driver.ts";
import { type Present, type Scalars, str } from "./scalar.ts";

export const numbers: Scalars = {
  cbrt: (x) => Math.cbrt(Number(x)),
  cot: (x) => 1 / Math.tan(Number(x)),
  div: (x, y) => quotient(x, y),
  gcd: (x, y) => divisor(whole(x), whole(y)),
  lcm: (x, y) => {
    const [a, b] = [whole(x), whole(y)];
    return a === 0n || b === 0n ? 0n : magnitude((a / divisor(a, b)) * b);
  },
  factorial: (x) => factorial(whole(x)),
  round_digits: (x, digits) => {
    const scale = 10 ** -Number(digits);
    return Math.sign(Number(x)) * Math.round(Math.abs(Number(x)) / scale) * scale;
  },
  // One argument is SQLite's own.
  trunc: (x, digits = 0n) => {
    const scale = 10 ** Number(digits);
    return Math.trunc(Number(x) * scale) / scale;
  },
};

function whole(cell: Present): bigint {
  if (typeof cell === "bigint") return cell;
  const number = Number(str(cell));
  if (Number.isInteger(number)) return BigInt(number);
  throw wrong(`${str(cell).slice(0, 80)} is no whole number`, "Round it first, or cast it to integer.");
}

/** As PostgreSQL: towards zero. NULL where it is divided by 0, as `/` is. */
function quotient(x: Present, y: Present): SqliteCell {
  if (Number(y) === 0) return null;
  return typeof x === "bigint" && typeof y === "bigint" ? x / y : Math.trunc(Number(x) / Number(y));
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function divisor(x: bigint, y: bigint): bigint {
  let [a, b] = [magnitude(x), magnitude(y)];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function factorial(x: bigint): SqliteCell {
  if (x < 0n || x > 20n) throw wrong(`${x}! is no number of 64 bits`, "It takes whole numbers from 0 to 20.");
  let product = 1n;
  for (let factor = 2n; factor <= x; factor++) product *= factor;
  return product;
}

function wrong(message: string, hint: string): EngineError {
  return new EngineError({ condition: "invalid_parameter_value", stage: "execute", message, hint });
}
