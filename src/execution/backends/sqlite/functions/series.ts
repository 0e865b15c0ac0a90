/** `generate_series(start, stop, step)` as the text of a JSON list, of numbers or of moments. */
import { EngineError } from "../../../../common/error.ts";
import type { SqliteCell } from "../driver.ts";
import { momentOf } from "./extract.ts";
import { intervalOf, later, textOf } from "./moments.ts";
import { type Present, str } from "./scalar.ts";

/** More than these are a mistake, or more than the local engine holds with ease. */
const longestSeries = 10_000_000;

const itemsPerLook = 10_000;

/**
 * The list from start to stop, both included, NULL where an argument is; the step is 1 where numbers have none. Throws
 * `invalid_parameter_value` where the arguments are no series: no numbers or moments, no step, a step of nothing, or
 * more than `longestSeries` items.
 */
export function series(cells: readonly SqliteCell[], checkTime: () => void): SqliteCell {
  const given = cells.filter((cell) => cell !== null);
  if (given.length < cells.length) return null;
  const [start, stop, step] = given;
  const items = isNumber(start) ? numbers(start, stop, step ?? 1n) : moments(start, stop, step);
  const parts: string[] = [];
  for (const item of items) {
    if (parts.length >= longestSeries) throw tooLong();
    if (parts.length % itemsPerLook === 0) checkTime();
    parts.push(item);
  }
  return `[${parts.join()}]`;
}

function isNumber(cell: Present | undefined): cell is number | bigint {
  return typeof cell === "number" || typeof cell === "bigint";
}

function numbers(start: number | bigint, stop: Present | undefined, step: Present): Iterable<string> {
  if (!isNumber(stop))
    throw wrong(`${shown(stop)} is no number`, "Both ends of a series are numbers, or both moments.");
  if (!isNumber(step)) throw wrong(`${shown(step)} is no number`, "The step of a series of numbers is a number.");
  if (Number(step) === 0) throw endless();
  const steps = (Number(stop) - Number(start)) / Number(step);
  if (steps >= longestSeries) throw tooLong();
  if (steps < 0) return [];
  if (typeof start === "bigint" && typeof step === "bigint")
    return wholeNumbers(start, BigInt(whole(stop, step)), step);
  return reals(Number(start), Number(stop), Number(step));
}

/** A bound between two whole numbers, as the last whole number before it. */
function whole(stop: number | bigint, step: bigint): number | bigint {
  return typeof stop === "bigint" ? stop : step > 0n ? Math.floor(stop) : Math.ceil(stop);
}

function* wholeNumbers(start: bigint, stop: bigint, step: bigint): Iterable<string> {
  for (let at = start; step > 0n ? at <= stop : at >= stop; at += step) yield at.toString();
}

/** Each is reckoned from the start: sums would gather errors. */
function* reals(start: number, stop: number, step: number): Iterable<string> {
  for (let index = 0; ; index++) {
    const at = start + index * step;
    if (step > 0 ? at > stop : at < stop) return;
    const text = String(at);
    yield /[.e]/.test(text) ? text : `${text}.0`;
  }
}

/** Each is reckoned from the start, so that a series from the last of January goes on with the last of each month. */
function* moments(start: Present | undefined, stop: Present | undefined, step: Present | undefined): Iterable<string> {
  const [from, to] = [momentIn(start), momentIn(stop)];
  if (step === undefined) throw wrong("a series of moments needs a step", "Give one: INTERVAL '1 day'.");
  const { months, milliseconds } = intervalOf(str(step));
  const at = (index: number): Date => later(from, { months: months * index, milliseconds: milliseconds * index }, 1);
  const forward = Math.sign(at(1).getTime() - from.getTime());
  if (forward === 0) throw endless();
  for (let index = 0; ; index++) {
    const moment = at(index);
    const isInside = forward > 0 ? moment <= to : moment >= to;
    if (!isInside) return;
    yield JSON.stringify(textOf(moment));
  }
}

function momentIn(cell: Present | undefined): Date {
  const moment = cell === undefined ? undefined : momentOf(str(cell));
  if (moment === undefined) throw wrong(`${shown(cell)} is no number and no moment`, "Moments are texts in ISO 8601.");
  return moment;
}

function shown(cell: Present | undefined): string {
  return cell === undefined ? "nothing" : str(cell).slice(0, 80);
}

function endless(): EngineError {
  return wrong("a series with a step of nothing has no end", "Give a step other than 0.");
}

function tooLong(): EngineError {
  const most = longestSeries.toLocaleString("en");
  return wrong(`a series has at most ${most} items`, "Bring its ends together, or take a larger step.");
}

function wrong(message: string, hint: string): EngineError {
  return new EngineError({ condition: "invalid_parameter_value", stage: "execute", message, hint });
}
