/** `format % values`: the verbs of Python's string formatting. */
import { Fault } from "./fault.ts";
import { toText } from "./manifest.ts";
import { ArrayValue, ObjectValue, typeOf, type Value } from "./values.ts";

const verbPattern = /%(?:\(([^)]*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([A-Za-z%])?/g;
const widest = 10_000;

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

/** `values` is an object for verbs with keys, else a list, or the only value. Throws a Fault. */
export function formatText(format: string, values: Value): string {
  const list = values instanceof ArrayValue ? values.items.map((item) => () => item.value) : [() => values];
  let next = 0;
  const take = (): Value => {
    const value = list[next++];
    if (value === undefined) throw new Fault("the format has more verbs than there are values");
    return value();
  };
  const size = (written: string | undefined): number | undefined => {
    if (written === undefined) return undefined;
    const wanted = written === "*" ? take() : Number(written);
    if (typeof wanted === "number" && wanted <= widest) return wanted;
    throw new Fault(`a width is a number of at most ${widest}`);
  };
  const text = format.replaceAll(verbPattern, (written, ...groups: (string | undefined)[]) => {
    const [key, flags = "", width, precision, letter] = groups;
    if (letter === undefined) throw new Fault("the format ends within a verb");
    const hasPoint = /\.[*\d]*[hlL]?[A-Za-z%]$/.test(written);
    const sizes = { width: size(width) ?? 0, precision: size(precision) ?? (hasPoint ? 0 : undefined) };
    if (letter === "%") return padded("%", { flags, letter, ...sizes });
    const value = key === undefined ? take() : member(values, key);
    return shown(value, { flags, letter, ...sizes });
  });
  if (values instanceof ArrayValue && next < list.length)
    throw new Fault("there are more values than verbs in the format");
  return text;
}

function member(values: Value, key: string): Value {
  if (!(values instanceof ObjectValue))
    throw new Fault(`%(${key}) takes its value from an object, not ${typeOf(values)}`);
  const value = values.get(key);
  if (value === undefined) throw new Fault(`the object of the format has no field ${key}`);
  return value;
}

function shown(value: Value, verb: Verb): string {
  const { letter } = verb;
  // A precision says nothing of a text, other than in Python.
  if (letter === "s") return padded(toText(value), verb);
  if (letter === "c") {
    if (typeof value === "string" && [...value].length === 1) return padded(value, verb);
    return padded(String.fromCodePoint(numberOf(value, verb)), verb);
  }
  const number = numberOf(value, verb);
  const digits = digitsOf(Math.abs(number), verb);
  const isNegative = number < 0 && /[1-9A-Fa-f]/.test(digits);
  const sign = isNegative ? "-" : verb.flags.includes("+") ? "+" : verb.flags.includes(" ") ? " " : "";
  return paddedNumber(sign, digits, verb);
}

function numberOf(value: Value, { letter }: Verb): number {
  if (typeof value === "number") return value;
  if (!"diuoxXeEfFgGc".includes(letter)) throw new Fault(`the format has an unknown verb %${letter}`);
  throw new Fault(`%${letter} takes a number, not ${typeOf(value)}`);
}

/** The number without its sign, and with what `#` puts before it. */
function digitsOf(number: number, { letter, precision, flags }: Verb): string {
  const isUpper = letter === letter.toUpperCase();
  const cased = (text: string): string => (isUpper ? text.toUpperCase() : text);
  const isMarked = flags.includes("#");
  const whole = (base: number): string =>
    BigInt(Math.floor(number))
      .toString(base)
      .padStart(precision ?? 0, "0");
  switch (letter) {
    case "d":
    case "i":
    case "u":
      return whole(10);
    case "o":
      return (isMarked ? "0" : "") + whole(8);
    case "x":
    case "X":
      return cased((isMarked ? "0x" : "") + whole(16));
    case "f":
    case "F":
      return fixed(number, precision ?? 6);
    case "e":
    case "E":
      return cased(exponential(number, precision ?? 6));
    case "g":
    case "G":
      return cased(general(number, precision ?? 6, isMarked));
    default:
      throw new Fault(`the format has an unknown verb %${letter}`);
  }
}

function fixed(number: number, precision: number): string {
  return number >= 1e21 ? BigInt(number).toString() : number.toFixed(Math.min(precision, 100));
}

/** Exponents have two digits at least. */
function exponential(number: number, precision: number): string {
  return number.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, "e$10$2");
}

/** The shorter of the two, by its exponent, without zeros at the end. */
function general(number: number, precision: number, keepsZeros: boolean): string {
  const digits = Math.max(1, precision);
  const exponent = number === 0 ? 0 : Number(number.toExponential(Math.min(digits - 1, 100)).split("e")[1]);
  const isSmall = exponent >= -4 && exponent < digits;
  const text = isSmall ? fixed(number, digits - 1 - exponent) : exponential(number, digits - 1);
  return keepsZeros ? text : text.replace(/\.?0+(?=$|e)/, (zeros) => (text.includes(".") ? "" : zeros));
}

function padded(text: string, { flags, width }: Verb): string {
  const blanks = " ".repeat(Math.max(0, width - [...text].length));
  return flags.includes("-") ? text + blanks : blanks + text;
}

function paddedNumber(sign: string, digits: string, verb: Verb): string {
  if (!verb.flags.includes("0") || verb.flags.includes("-")) return padded(sign + digits, verb);
  const prefix = /^0[xX]/.exec(digits)?.[0] ?? "";
  const rest = digits.slice(prefix.length);
  return sign + prefix + rest.padStart(verb.width - sign.length - prefix.length, "0");
}
