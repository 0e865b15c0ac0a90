/** Functions of the calendar: parts and ends of months, moments from numbers, what lies between. All in UTC. */
import { EngineError } from "../../../../common/error.ts";
import type { SqliteCell } from "../driver.ts";
import { extractField, momentOf } from "./extract.ts";
import { formatMoment, formatNumber, parseMoment } from "./formats.ts";
import { intervalOf, later, textOf, wholeMonths } from "./moments.ts";
import { type Present, type Scalar, type Scalars, str } from "./scalar.ts";

/** `year(moment)` and the like are `extract(year FROM moment)`. */
const fields = ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "epoch"] as const;
const otherFields = { dayofweek: "dow", dayofyear: "doy", weekofyear: "week" } as const;

export const calendar: Scalars = {
  ...Object.fromEntries([
    ...fields.map((field): [string, Scalar] => [field, (moment) => extractField(field, str(moment))]),
    ...Object.entries(otherFields).map(([name, field]): [string, Scalar] => [
      name,
      (moment) => extractField(field, str(moment)),
    ]),
  ]),
  dayname: (moment) => formatted(moment, "FMDay"),
  monthname: (moment) => formatted(moment, "FMMonth"),
  last_day: (moment) =>
    ofMoment(moment, (at) => dayOf(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)))),
  make_date: (year, month, day) => {
    const made = momentOf(`${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`);
    // JavaScript would take the 30th of February for the first of March.
    if (made?.getUTCDate() !== Number(day)) throw noMoment(`${str(year)}-${str(month)}-${str(day)}`);
    return dayOf(made);
  },
  make_timestamp: (year, month, day, ...time) => {
    const [hour = 0n, minute = 0n, second = 0n] = time;
    const date = str(calendar["make_date"]?.(year, month, day) ?? "");
    const made = momentOf(`${date}T${padded(hour, 2)}:${padded(minute, 2)}:00Z`);
    if (made === undefined) throw noMoment(`${date} ${str(hour)}:${str(minute)}`);
    return textOf(new Date(made.getTime() + Number(second) * 1000));
  },
  to_char: (value, format) =>
    typeof value === "string" ? formatted(value, str(format)) : formatNumber(Number(str(value)), str(format)),
  to_date: (text, format = "") => {
    const moment = format === "" ? momentOf(str(text)) : parseMoment(str(text), str(format));
    return moment === undefined ? null : dayOf(moment);
  },
  age: (to, from = "") => (from === "" ? age(today(), to) : age(str(to), from)),
  date_bin: (interval, moment, origin = "1970-01-01") =>
    ofMoment(moment, (at) => ofMoment(origin, (start) => binned(str(interval), at, start))),
};

function ofMoment(cell: Present, read: (moment: Date) => SqliteCell): SqliteCell {
  const moment = momentOf(str(cell));
  return moment === undefined ? null : read(moment);
}

function formatted(moment: Present, format: string): SqliteCell {
  return ofMoment(moment, (at) => formatMoment(at, format));
}

function dayOf(moment: Date): SqliteCell {
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString().slice(0, 10);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function padded(cell: Present, width: number): string {
  return str(cell).padStart(width, "0");
}

/** An interval that, added to the earlier moment, gives the later one: years, months, days and what is left. */
function age(to: string, from: Present): SqliteCell {
  const [end, start] = [momentOf(to), momentOf(str(from))];
  if (end === undefined || start === undefined) return null;
  const sign = end < start ? -1 : 1;
  const months = wholeMonths(start, end);
  let rest = Math.abs(end.getTime() - later(start, { months, milliseconds: 0 }, 1).getTime()) / 1000;
  const amounts: [number, string][] = [
    [Math.trunc(Math.abs(months) / 12), "year"],
    [Math.abs(months) % 12, "month"],
  ];
  for (const [unit, seconds] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const) {
    amounts.push([Math.trunc(rest / seconds), unit]);
    rest %= seconds;
  }
  amounts.push([Math.round(rest * 1000) / 1000, "second"]);
  const told = amounts.filter(([amount]) => amount !== 0);
  if (told.length === 0) return "0 seconds";
  return told.map(([amount, unit]) => `${amount * sign} ${unit}${amount === 1 ? "" : "s"}`).join(" ");
}

/** The beginning of the interval, counted from the origin, that holds the moment. */
function binned(interval: string, moment: Date, origin: Date): SqliteCell {
  const { months, milliseconds } = intervalOf(interval);
  if (months !== 0 || milliseconds <= 0) {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "execute",
      message: `date_bin takes an interval of fixed length, not ${interval.slice(0, 80)}`,
      hint: "Months and years differ in length: use date_trunc for them.",
    });
  }
  const passed = moment.getTime() - origin.getTime();
  return textOf(new Date(origin.getTime() + Math.floor(passed / milliseconds) * milliseconds));
}

function noMoment(text: string): EngineError {
  return new EngineError({
    condition: "invalid_parameter_value",
    stage: "execute",
    message: `${text.slice(0, 80)} is no date`,
    hint: "Months go from 1 to 12, days to the last of their month.",
  });
}
