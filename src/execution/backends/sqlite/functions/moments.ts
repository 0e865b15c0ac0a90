/** Moments and intervals, all in UTC. What is no moment is NULL. */
import { EngineError } from "../../../../common/error.ts";
import { didYouMean } from "../../../../common/suggest.ts";
import type { SqliteCell } from "../driver.ts";
import { parseMoment } from "./formats.ts";
import { extractField, momentOf } from "./extract.ts";
import { type Scalars, str } from "./scalar.ts";

export const moments: Scalars = {
  extract: (field, moment) => extractField(str(field), str(moment)),
  date_part: (field, moment) => extractField(str(field), str(moment)),
  moment: (text) => ofMoment(str(text), (at) => at.toISOString()),
  date_trunc: (field, moment) => ofMoment(str(moment), (at) => textOf(truncated(at, unitOf(str(field))))),
  date_diff: (field, from, to) => difference(unitOf(str(field)), momentOf(str(from)), momentOf(str(to))),
  date_add: (moment, interval) => ofMoment(str(moment), (at) => textOf(later(at, intervalOf(str(interval)), 1))),
  date_subtract: (moment, interval) => ofMoment(str(moment), (at) => textOf(later(at, intervalOf(str(interval)), -1))),
  to_timestamp: (seconds, format = "") => {
    const moment = format === "" ? new Date(Number(seconds) * 1000) : parseMoment(str(seconds), str(format));
    return moment === undefined ? null : textOf(moment);
  },
};

const units = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const;
type Unit = (typeof units)[number];

const fixedLengths: { readonly [U in Unit]?: number } = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};

function unitOf(text: string): Unit {
  const written = text.trim().toLowerCase();
  const unit = units.find((known) => known === written || `${known}s` === written);
  if (unit !== undefined) return unit;
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "execute",
    message: `${text} is no unit of time`,
    hint: didYouMean(written, units) ?? `Units are ${units.join(", ")}.`,
  });
}

function ofMoment(text: string, read: (moment: Date) => SqliteCell): SqliteCell {
  const moment = momentOf(text);
  return moment === undefined ? null : read(moment);
}

/** ISO 8601 in UTC, as APIs write and read it, with milliseconds only where there are some. */
export function textOf(moment: Date): SqliteCell {
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString().replace(".000Z", "Z");
}

function truncated(moment: Date, unit: Unit): Date {
  const month = moment.getUTCMonth();
  if (unit === "year") return new Date(Date.UTC(moment.getUTCFullYear(), 0));
  if (unit === "quarter") return new Date(Date.UTC(moment.getUTCFullYear(), month - (month % 3)));
  if (unit === "month") return new Date(Date.UTC(moment.getUTCFullYear(), month));
  const length = fixedLengths[unit] ?? 1;
  // The first of January 1970 was a Thursday: weeks begin three days before it.
  const offset = unit === "week" ? 259_200_000 : 0;
  return new Date(Math.floor((moment.getTime() + offset) / length) * length - offset);
}

function difference(unit: Unit, from: Date | undefined, to: Date | undefined): SqliteCell {
  if (from === undefined || to === undefined) return null;
  const length = fixedLengths[unit];
  if (length !== undefined) return BigInt(Math.trunc((to.getTime() - from.getTime()) / length));
  const months = wholeMonths(from, to);
  return BigInt(Math.trunc(months / (unit === "year" ? 12 : unit === "quarter" ? 3 : 1)));
}

export function wholeMonths(from: Date, to: Date): number {
  if (to < from) return -wholeMonths(to, from);
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  return later(from, { months, milliseconds: 0 }, 1) > to ? months - 1 : months;
}

/** How long an interval is: months differ in length. */
export interface IntervalParts {
  readonly months: number;
  readonly milliseconds: number;
}

/** `1 day`, `-2 hours 30 minutes`, `1 month`. Throws `invalid_parameter_value` at anything else. */
export function intervalOf(text: string): IntervalParts {
  const parts = [...text.matchAll(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  const rest = text.replaceAll(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/gi, "").trim();
  if (parts.length === 0 || rest !== "") {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "execute",
      message: `${text.slice(0, 80)} is no interval`,
      hint: "Intervals are written as INTERVAL '1 day' or INTERVAL '2 hours 30 minutes'.",
    });
  }
  let [months, milliseconds] = [0, 0];
  for (const [, amount, name = ""] of parts) {
    const unit = unitOf(name);
    const length = fixedLengths[unit];
    if (length !== undefined) milliseconds += Number(amount) * length;
    else months += Number(amount) * (unit === "year" ? 12 : unit === "quarter" ? 3 : 1);
  }
  return { months: Math.round(months), milliseconds };
}

/** Months first; a day that the month lacks is its last day, as PostgreSQL counts. */
export function later(moment: Date, { months, milliseconds }: IntervalParts, sign: 1 | -1): Date {
  const moved = new Date(moment);
  if (months !== 0) {
    moved.setUTCDate(1);
    moved.setUTCMonth(moved.getUTCMonth() + sign * months);
    const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
    moved.setUTCDate(Math.min(moment.getUTCDate(), lastDay));
  }
  return new Date(moved.getTime() + sign * milliseconds);
}
