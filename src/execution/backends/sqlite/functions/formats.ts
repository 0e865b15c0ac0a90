/** Patterns of to_char and to_date: what PostgreSQL's templates have in common use. All in UTC. */
import { EngineError } from "../../../../common/error.ts";
import { extractField } from "./extract.ts";

const months = "January February March April May June July August September October November December".split(" ");
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function field(moment: Date, name: string): number {
  return Number(extractField(name, moment.toISOString()));
}

type Write = (moment: Date) => string;

/** Written as the pattern is: `MONTH`, `Month`, `month`. Names are filled up with blanks, as there. */
function name(of: (moment: Date) => string, width: number): { readonly [style: string]: Write } {
  return {
    upper: (moment) => of(moment).toUpperCase().padEnd(width),
    capital: (moment) => of(moment).padEnd(width),
    lower: (moment) => of(moment).toLowerCase().padEnd(width),
  };
}

const month = name((moment) => months[moment.getUTCMonth()] ?? "", 9);
const mon = name((moment) => (months[moment.getUTCMonth()] ?? "").slice(0, 3), 3);
const day = name((moment) => days[moment.getUTCDay()] ?? "", 9);
const dy = name((moment) => (days[moment.getUTCDay()] ?? "").slice(0, 3), 3);
const half: Write = (moment) => (moment.getUTCHours() < 12 ? "AM" : "PM");
const nothing: Write = () => "";

/** The longest come first: `MONTH` before `MON`. */
const patterns: readonly (readonly [pattern: string, write: Write])[] = [
  ["YYYY", (moment) => pad(moment.getUTCFullYear(), 4)],
  ["IYYY", (moment) => pad(field(moment, "isoyear"), 4)],
  ["YY", (moment) => pad(moment.getUTCFullYear() % 100, 2)],
  ["MONTH", month["upper"] ?? nothing],
  ["Month", month["capital"] ?? nothing],
  ["month", month["lower"] ?? nothing],
  ["MON", mon["upper"] ?? nothing],
  ["Mon", mon["capital"] ?? nothing],
  ["mon", mon["lower"] ?? nothing],
  ["MM", (moment) => pad(moment.getUTCMonth() + 1, 2)],
  ["DAY", day["upper"] ?? nothing],
  ["Day", day["capital"] ?? nothing],
  ["day", day["lower"] ?? nothing],
  ["DDD", (moment) => pad(field(moment, "doy"), 3)],
  ["DD", (moment) => pad(moment.getUTCDate(), 2)],
  ["DY", dy["upper"] ?? nothing],
  ["Dy", dy["capital"] ?? nothing],
  ["dy", dy["lower"] ?? nothing],
  ["D", (moment) => String(moment.getUTCDay() + 1)],
  ["ID", (moment) => String(moment.getUTCDay() || 7)],
  ["IW", (moment) => pad(field(moment, "week"), 2)],
  ["WW", (moment) => pad(Math.ceil(field(moment, "doy") / 7), 2)],
  ["Q", (moment) => String(field(moment, "quarter"))],
  ["HH24", (moment) => pad(moment.getUTCHours(), 2)],
  ["HH12", (moment) => pad(moment.getUTCHours() % 12 || 12, 2)],
  ["HH", (moment) => pad(moment.getUTCHours() % 12 || 12, 2)],
  ["MI", (moment) => pad(moment.getUTCMinutes(), 2)],
  ["SS", (moment) => pad(moment.getUTCSeconds(), 2)],
  ["MS", (moment) => pad(moment.getUTCMilliseconds(), 3)],
  ["US", (moment) => pad(moment.getUTCMilliseconds() * 1000, 6)],
  ["AM", half],
  ["PM", half],
  ["am", (moment) => half(moment).toLowerCase()],
  ["pm", (moment) => half(moment).toLowerCase()],
  ["TZ", () => "UTC"],
  ["OF", () => "+00"],
];

interface Part {
  readonly text: string;
  readonly write?: Write;
  /** FM: without blanks and zeros that fill up. */
  readonly isBare: boolean;
}

/** A format as patterns and what is written as it stands; text in double quotes is. */
function partsOf(format: string): Part[] {
  const parts: Part[] = [];
  let isBare = false;
  for (let at = 0; at < format.length;) {
    if (format.startsWith("FM", at)) {
      isBare = true;
      at += 2;
      continue;
    }
    const quoted = /^"([^"]*)"?/.exec(format.slice(at));
    const known = patterns.find(([pattern]) => format.startsWith(pattern, at) || isLowerCase(format, pattern, at));
    const text = quoted?.[0] ?? known?.[0] ?? format.charAt(at);
    if (quoted !== null) parts.push({ text: quoted[1] ?? "", isBare: false });
    else if (known !== undefined) parts.push({ text: known[0], write: known[1], isBare });
    else parts.push({ text, isBare: false });
    at += text.length;
    isBare = false;
  }
  return parts;
}

/** Patterns of digits are the same in lower case. */
function isLowerCase(format: string, pattern: string, at: number): boolean {
  return (
    /^(?:[IYQ]+|MM|D+|HH(?:12|24)?|MI|SS|MS|US|IW|WW)$/.test(pattern) && format.startsWith(pattern.toLowerCase(), at)
  );
}

/** A moment as the format says. */
export function formatMoment(moment: Date, format: string): string {
  return partsOf(format)
    .map(({ text, write, isBare }) => {
      const written = write?.(moment) ?? text;
      return isBare ? written.trimEnd().replace(/^0+(?=\d)/, "") : written;
    })
    .join("");
}

const readers: { readonly [pattern: string]: string | undefined } = {
  YYYY: String.raw`(?<year>\d{4})`,
  MM: String.raw`(?<month>\d{1,2})`,
  MON: "(?<name>[A-Za-z]{3})",
  MONTH: "(?<name>[A-Za-z]+)",
  DD: String.raw`(?<day>\d{1,2})`,
  HH24: String.raw`(?<hour>\d{1,2})`,
  HH: String.raw`(?<hour>\d{1,2})`,
  MI: String.raw`(?<minute>\d{1,2})`,
  SS: String.raw`(?<second>\d{1,2})`,
  MS: String.raw`(?<part>\d{1,3})`,
};

/** The moment that a text means by a format; undefined where it does not fit. Throws at a pattern that is not read. */
export function parseMoment(text: string, format: string): Date | undefined {
  const source = partsOf(format).map(({ text: written, write }) => {
    if (write === undefined)
      return /\s/.test(written) ? String.raw`\s*` : written.replaceAll(/[^\w\s]/g, String.raw`\$&`);
    return readers[written.toUpperCase()] ?? unread(written);
  });
  const found = new RegExp(`^\\s*${source.join("")}`, "").exec(text)?.groups;
  if (found === undefined) return undefined;
  const named = months.findIndex((each) => each.slice(0, 3).toLowerCase() === found["name"]?.slice(0, 3).toLowerCase());
  const given = (key: string, otherwise: number): number => Number(found[key] ?? otherwise);
  const monthIndex = found["name"] === undefined ? given("month", 1) - 1 : named;
  const time = [given("hour", 0), given("minute", 0), given("second", 0), given("part", 0)] as const;
  const moment = new Date(Date.UTC(given("year", 1), monthIndex, given("day", 1), ...time));
  // What is beyond the end of a month or a day is no moment.
  const isSame = moment.getUTCMonth() === monthIndex && moment.getUTCDate() === given("day", 1);
  return isSame ? moment : undefined;
}

function unread(pattern: string): never {
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "execute",
    message: `${pattern} cannot be read from a text`,
    hint: "Read are YYYY, MM, Mon, Month, DD, HH24, MI, SS and MS.",
  });
}

/** A number as the format says: 9 and 0 are digits, `,` or G and `.` or D stand between them, S and MI are signs. */
export function formatNumber(value: number, format: string): string {
  const isBare = format.startsWith("FM");
  const body = format.replace(/^FM/, "").replaceAll("G", ",").replaceAll("D", ".");
  const [front = "", ...fraction] = body.split(".");
  const decimals = fraction.join("").match(/[09]/g)?.length ?? 0;
  const [whole = "", rest = ""] = Math.abs(value).toFixed(decimals).split(".");
  const places = front.match(/[09]/g)?.length ?? 0;
  const digits = whole === "0" && places > 0 && !/0/.test(front) ? "" : whole;
  if (digits.length > places) return `${isBare ? "" : " "}${body.replaceAll(/[09]/g, "#")}`;
  const isNegative = value < 0 && /[1-9]/.test(whole + rest);
  const signed = withSign(filled(front, digits, isBare), isNegative, body, isBare);
  if (decimals === 0) return signed;
  const shown = isBare ? trailing(rest, fraction.join("")) : rest;
  return signed.replace(/(?=[+-]?$)/, shown === "" ? "" : `.${shown}`);
}

/** Digits put into the places of a pattern from behind; places in front of them are blank, or 0 from the first 0 on. */
function filled(pattern: string, digits: string, isBare: boolean): string {
  const zeros = /0/.exec(pattern)?.index ?? Infinity;
  let left = digits.length;
  let text = "";
  for (let at = pattern.length - 1; at >= 0; at--) {
    const sign = pattern.charAt(at);
    if (/[SMI]/.test(sign)) continue;
    const isDigit = sign === "9" || sign === "0";
    const isShown = left > 0 || at >= zeros;
    if (isDigit) text = (left > 0 ? digits.charAt(--left) : isShown ? "0" : isBare ? "" : " ") + text;
    else text = (isShown || !/[,]/.test(sign) ? sign : isBare ? "" : " ") + text;
  }
  return text;
}

function withSign(text: string, isNegative: boolean, body: string, isBare: boolean): string {
  const sign = isNegative ? "-" : /S/.test(body) ? "+" : isBare || /MI/.test(body) ? "" : " ";
  if (/(?:S|MI)$/.test(body)) return `${text}${sign}`;
  const digits = text.trimStart();
  return `${" ".repeat(text.length - digits.length)}${sign}${digits}`;
}

/** Without the zeros behind that a 9 stands for. */
function trailing(rest: string, pattern: string): string {
  const kept = pattern.replaceAll(/[^09]/g, "").lastIndexOf("0") + 1;
  return rest.slice(0, kept) + rest.slice(kept).replace(/0+$/, "");
}
