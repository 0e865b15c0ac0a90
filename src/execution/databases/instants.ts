/**
 * Points in time as this engine compares them, which is as text (`2026-01-02T03:04:05.6Z`), by those of a database,
 * which are instants: the widest span of time in which a cell can be that compares so with a text.
 */

interface Period {
  /** The first instant of it. */
  readonly start: string;
  /** The first instant after it. */
  readonly end: string;
}

const milliseconds = { day: 86_400_000, minute: 60_000, second: 1000 } as const;

/**
 * The day, minute or second that a text begins with; the day at most where `byDay`. Undefined where it begins with no
 * date of four digits of the year, or one that does not exist.
 */
export function periodOf(text: string, byDay: boolean): Period | undefined {
  const found = /^([1-9]\d{3}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?)?/.exec(text);
  if (found === null) return undefined;
  const [, day = "", minute, second] = found;
  const exact = byDay || minute === undefined ? undefined : `${day}T${minute}${second ?? ":00"}.000Z`;
  const start = exact ?? `${day}T00:00:00.000Z`;
  const length = milliseconds[exact === undefined ? "day" : second === undefined ? "minute" : "second"];
  const instant = new Date(start);
  // 30 February is 2 March to the parser, or nothing.
  if (Number.isNaN(instant.getTime()) || instant.toISOString() !== start) return undefined;
  const end = new Date(instant.getTime() + length).toISOString();
  return end.startsWith("+") ? undefined : { start, end };
}

/**
 * The condition on a column (SQL of PostgreSQL) that every cell meets which compares so with the text here. As text,
 * years before Christ and beyond 9999 stand elsewhere than in time: they are left in.
 */
export function instantCondition(
  column: string,
  operator: "=" | "<" | "<=" | ">" | ">=",
  { start, end }: Period,
): string {
  switch (operator) {
    case "=":
      return `${column} >= '${start}' AND ${column} < '${end}'`;
    case "<":
    case "<=":
      return `(${column} < '${end}' OR ${column} > '9999-12-31')`;
    case ">":
    case ">=":
      return `(${column} >= '${start}' OR ${column} < '0001-01-01')`;
  }
}
