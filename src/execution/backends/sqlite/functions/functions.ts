/**
 * Functions that SQLite lacks, each a plain function of cells. NULL in any argument is NULL out, unless said. Whole
 * numbers come and go as bigint, so that they stay exact and integers; a number that is returned is a REAL.
 */
import { EngineError, invariant } from "../../../../common/error.ts";
import { stringifyJson, type JsonValue } from "../../../../common/value.ts";
import { seriesFunction } from "../../../../planner/functions/tables.ts";
import type { Database, SqliteCell } from "../driver.ts";
import { calendar } from "./calendar.ts";
import { lists } from "./lists.ts";
import { numbers } from "./numbers.ts";
import { texts } from "./texts.ts";
import { encodings, volatile } from "./encodings.ts";
import { moments, textOf } from "./moments.ts";
import { networks } from "./networks.ts";
import { equalities, parsed } from "./json-equal.ts";
import { createPatterns } from "./patterns.ts";
import { bool, compareCells, type Scalars, str } from "./scalar.ts";
import { series } from "./series.ts";
import { soundex } from "./soundex.ts";
import { registerAggregates } from "./statistics.ts";

/** Registers them all on a database. Those that may take long call `checkTime`, which throws when the time is over. */
export function registerFunctions(database: Database, checkTime: () => void = () => undefined): void {
  for (const [name, run] of [...everyScalar, ...Object.entries(createPatterns(checkTime))]) {
    const claim = `${name} is given the arguments that its signature needs`;
    database.function(name, scalarOptions, (...cells) => {
      invariant(cells.length >= run.length, claim);
      return cells.includes(null) ? null : run(...(cells as NonNullable<SqliteCell>[]));
    });
  }
  for (const [name, run] of Object.entries(nullAware)) database.function(name, scalarOptions, run);
  for (const [name, run] of Object.entries(volatile)) database.function(name, {}, run);
  for (const name of ["now", "current_timestamp"]) database.function(name, {}, () => textOf(thisSecond()));
  database.function(seriesFunction, scalarOptions, (...cells) => series(cells, checkTime));
  registerAggregates(database);
}

const scalarOptions = { deterministic: true, varargs: true, useBigIntArguments: true };

function thisSecond(): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000);
}

const scalars: Scalars = {
  split_part: splitPart,
  left: (text, count) => [...str(text)].slice(0, Number(count)).join(""),
  right: (text, count) => (Number(count) === 0 ? "" : [...str(text)].slice(-Number(count)).join("")),
  lpad: (text, width, fill = " ") => pad(text, width, fill, "left"),
  rpad: (text, width, fill = " ") => pad(text, width, fill, "right"),
  repeat: (text, count) =>
    bounded(str(text).length * Number(count), () => str(text).repeat(Math.max(0, Number(count)))),
  reverse: (text) => [...str(text)].toReversed().join(""),
  strpos: (text, part) => position(part, text),
  position: (part, text) => position(part, text),
  starts_with: (text, part) => bool(str(text).startsWith(str(part))),
  ends_with: (text, part) => bool(str(text).endsWith(str(part))),
  initcap: (text) =>
    str(text)
      .toLowerCase()
      .replaceAll(/\p{L}[\p{L}\p{N}]*/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
  string: (value) => str(value),
  version: () => "Tributary",
  cast_boolean: castBoolean,
  soundex: (text) => soundex(str(text)),
  json_extract_path_text: (document, ...path) => atPath(parsed(document), path.map(str)),
};

/** Each statement registers them on its database: they are gathered once. */
const everyScalar = Object.entries({
  ...scalars,
  ...texts,
  ...encodings,
  ...networks,
  ...numbers,
  ...moments,
  ...calendar,
  ...equalities,
  ...lists,
});

/** GREATEST and LEAST leave NULLs out, as PostgreSQL does. */
const nullAware: { readonly [name: string]: (...cells: SqliteCell[]) => SqliteCell } = {
  greatest: (...cells) => extreme(cells, 1),
  least: (...cells) => extreme(cells, -1),
};

/** 1-based; negative counts from the end; out of range is NULL; the separator is matched whole. */
function splitPart(
  text: NonNullable<SqliteCell>,
  separator: NonNullable<SqliteCell>,
  index: NonNullable<SqliteCell>,
): SqliteCell {
  const parts = str(text).split(str(separator));
  const at = Number(index);
  return at === 0 ? null : (parts.at(at > 0 ? at - 1 : at) ?? null);
}

function pad(
  text: NonNullable<SqliteCell>,
  width: NonNullable<SqliteCell>,
  fill: NonNullable<SqliteCell>,
  side: "left" | "right",
): SqliteCell {
  const size = Number(width);
  return bounded(size, () => {
    const characters = [...str(text)].slice(0, Math.max(0, size));
    const filler = [...str(fill)];
    const missing = filler.length === 0 ? 0 : Math.max(0, size - characters.length);
    const filled = Array.from({ length: missing }, (_, index) => filler[index % filler.length] ?? "").join("");
    return side === "left" ? filled + characters.join("") : characters.join("") + filled;
  });
}

function bounded(size: number, make: () => string): string {
  if (!(size <= 100_000_000)) {
    throw new EngineError({
      condition: "data_exception",
      stage: "execute",
      message: `a text of ${size} characters is too long`,
    });
  }
  return make();
}

function position(part: NonNullable<SqliteCell>, text: NonNullable<SqliteCell>): SqliteCell {
  const at = str(text).indexOf(str(part));
  return at < 0 ? 0n : BigInt(Array.from(str(text).slice(0, at)).length + 1);
}

const truths: { readonly [text: string]: boolean | undefined } = {
  true: true,
  t: true,
  yes: true,
  y: true,
  on: true,
  "1": true,
  false: false,
  f: false,
  no: false,
  n: false,
  off: false,
  "0": false,
};

function castBoolean(cell: NonNullable<SqliteCell>): SqliteCell {
  if (typeof cell === "number" || typeof cell === "bigint") return bool(Number(cell) !== 0);
  const truth = truths[str(cell).trim().toLowerCase()];
  if (truth === undefined) {
    throw new EngineError({
      condition: "data_exception",
      stage: "execute",
      message: `${str(cell)} is no boolean`,
      hint: "Booleans are true and false.",
    });
  }
  return bool(truth);
}

function atPath(value: JsonValue, path: readonly string[]): SqliteCell {
  let at: JsonValue | undefined = value;
  for (const step of path) {
    if (at === null || typeof at !== "object") return null;
    at = (at as { readonly [key: string]: JsonValue })[step];
  }
  if (at === undefined || at === null) return null;
  return typeof at === "object" ? stringifyJson(at) : String(at);
}

/** As SQLite orders values: numbers, then texts, then blobs. */
function extreme(cells: readonly SqliteCell[], sign: 1 | -1): SqliteCell {
  const present = cells.filter((cell) => cell !== null);
  return present.reduce<SqliteCell>(
    (best, cell) => (best === null || Math.sign(compareCells(cell, best)) === sign ? cell : best),
    null,
  );
}
