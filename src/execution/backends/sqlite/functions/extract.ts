/** `extract(field FROM moment)`: one part of a date or time, as PostgreSQL counts them, in UTC. */
import { EngineError } from "../../../../common/error.ts";
import { didYouMean } from "../../../../common/suggest.ts";
import type { SqliteCell } from "../driver.ts";

const day = 86_400_000;

const fields: { readonly [field: string]: ((moment: Date) => number) | undefined } = {
  year: (moment) => moment.getUTCFullYear(),
  quarter: (moment) => Math.floor(moment.getUTCMonth() / 3) + 1,
  month: (moment) => moment.getUTCMonth() + 1,
  week: isoWeek,
  day: (moment) => moment.getUTCDate(),
  doy: (moment) => Math.floor((moment.getTime() - Date.UTC(moment.getUTCFullYear(), 0)) / day) + 1,
  dow: (moment) => moment.getUTCDay(),
  isodow: (moment) => moment.getUTCDay() || 7,
  hour: (moment) => moment.getUTCHours(),
  minute: (moment) => moment.getUTCMinutes(),
  second: (moment) => moment.getUTCSeconds() + moment.getUTCMilliseconds() / 1000,
  milliseconds: (moment) => moment.getUTCSeconds() * 1000 + moment.getUTCMilliseconds(),
  microseconds: (moment) => (moment.getUTCSeconds() * 1000 + moment.getUTCMilliseconds()) * 1000,
  isoyear: (moment) => thursdayOf(moment).getUTCFullYear(),
  decade: (moment) => Math.floor(moment.getUTCFullYear() / 10),
  century: (moment) => Math.ceil(moment.getUTCFullYear() / 100),
  millennium: (moment) => Math.ceil(moment.getUTCFullYear() / 1000),
  epoch: (moment) => moment.getTime() / 1000,
};

/**
 * The part of a moment (ISO 8601, a blank instead of the T allowed; UTC where it names no zone). NULL where the text
 * is no moment. Throws `invalid_parameter_value` at an unknown field.
 */
export function extractField(field: string, text: string): SqliteCell {
  const read = fields[field.toLowerCase()];
  if (read === undefined) {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "execute",
      message: `extract knows no field ${field}`,
      hint: didYouMean(field, Object.keys(fields)),
    });
  }
  const moment = momentOf(text);
  if (moment === undefined) return null;
  const value = read(moment);
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** A moment written in ISO 8601, in UTC where it names no zone; undefined where the text is none. */
export function momentOf(text: string): Date | undefined {
  const parts = /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?\s*$/i.exec(text);
  if (parts === null) return undefined;
  const [, date = "", time = "00:00", zone = "Z"] = parts;
  const moment = new Date(`${date}T${time}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** ISO 8601: the week that holds the year's first Thursday is week 1. */
function isoWeek(moment: Date): number {
  const thursday = thursdayOf(moment);
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0);
  return Math.floor((thursday.getTime() - firstDay) / day / 7) + 1;
}

/** The Thursday of the week: the week is of the same year as it. */
function thursdayOf(moment: Date): Date {
  const midnight = Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate());
  return new Date(midnight + (4 - (moment.getUTCDay() || 7)) * day);
}
