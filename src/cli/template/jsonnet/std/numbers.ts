/** Functions on numbers. */
import { finite } from "../operators.ts";
import { native, type Native, type Natives } from "./native.ts";

const one = (compute: (number: number) => number): Native => native("x", (given) => finite(compute(given.number(0))));

export const numberFunctions: Natives = {
  abs: native("n", (given) => Math.abs(given.number(0))),
  sign: native("n", (given) => Math.sign(given.number(0))),
  max: native("a, b", (given) => Math.max(given.number(0), given.number(1))),
  min: native("a, b", (given) => Math.min(given.number(0), given.number(1))),
  clamp: native("x, minVal, maxVal", (given) => Math.min(Math.max(given.number(0), given.number(1)), given.number(2))),
  mod: native("a, b", (given) => finite(given.number(0) % given.number(1))),
  modulo: native("x, y", (given) => finite(given.number(0) % given.number(1))),
  pow: native("x, n", (given) => finite(given.number(0) ** given.number(1))),
  exp: one(Math.exp),
  log: one(Math.log),
  log2: one(Math.log2),
  log10: one(Math.log10),
  floor: one(Math.floor),
  ceil: one(Math.ceil),
  round: one((number) => Math.floor(number + 0.5)),
  sqrt: one(Math.sqrt),
  sin: one(Math.sin),
  cos: one(Math.cos),
  tan: one(Math.tan),
  asin: one(Math.asin),
  acos: one(Math.acos),
  atan: one(Math.atan),
  isEven: native("x", (given) => Math.round(given.number(0)) % 2 === 0),
  isOdd: native("x", (given) => Math.round(given.number(0)) % 2 !== 0),
  isInteger: native("x", (given) => Number.isInteger(given.number(0))),
  isDecimal: native("x", (given) => !Number.isInteger(given.number(0))),
  xor: native("x, y", (given) => given.flag(0) !== given.flag(1)),
  xnor: native("x, y", (given) => given.flag(0) === given.flag(1)),
  sum: native("arr", (given) => finite(given.numbers(0).reduce((total, number) => total + number, 0))),
  avg: native("arr", (given) => {
    const numbers = given.numbers(0);
    return finite(numbers.reduce((total, number) => total + number, 0) / numbers.length);
  }),
};
