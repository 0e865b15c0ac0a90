/** Aggregates that SQLite lacks. NULLs do not count; those of pairs count where neither is NULL. */
import type { Aggregate, Database, SqliteCell } from "../driver.ts";
import { bool, compareCells, type Present, str } from "./scalar.ts";

interface ManyRows<S> {
  readonly start: () => S;
  /** It takes as many arguments as this has cells. */
  readonly step: (state: S, ...cells: SqliteCell[]) => S;
  /** Rows leave the frame of a window again. */
  readonly inverse?: (state: S, ...cells: SqliteCell[]) => S;
  readonly result: (state: S) => SqliteCell;
}

/** Registers them all on a database. */
export function registerAggregates(database: Database): void {
  for (const [name, read] of Object.entries(ofOne)) register(database, name, sums(1, read));
  for (const [name, read] of Object.entries(ofPairs)) register(database, name, sums(2, read));
  for (const [name, read] of Object.entries(truths)) register(database, name, truthAggregate(read));
  for (const [name, join] of Object.entries(bits)) register(database, name, bitAggregate(join));
  for (const [name, sign] of Object.entries(extremes)) register(database, name, extremeAggregate(sign));
  register(database, "mode", modeAggregate);
  register(database, "any_value", anyAggregate);
  register(database, "product", productAggregate);
}

/** One of the drivers keeps no objects between two rows: states stay here, the driver has their numbers. */
function register<S>(database: Database, name: string, { start, step, inverse, result }: ManyRows<S>): void {
  const states = new Map<number, S>();
  let next = 0;
  const opened = (): number => {
    states.set(next, start());
    return next++;
  };
  const stepped = (run: (state: S, ...cells: SqliteCell[]) => S): Aggregate["step"] =>
    withLength(run.length, (id, ...cells) => {
      const state = states.get(Number(id));
      if (state !== undefined) states.set(Number(id), run(state, ...cells));
      return id;
    });
  database.aggregate(name, {
    start: opened,
    step: stepped(step),
    ...(inverse === undefined ? {} : { inverse: stepped(inverse) }),
    result: (id) => {
      const state = states.get(Number(id));
      // A frame of a window is asked again; other results are the last that is heard of a state.
      if (inverse === undefined) states.delete(Number(id));
      return state === undefined ? null : result(state);
    },
    deterministic: true,
    useBigIntArguments: true,
  });
}

/** The drivers read from a function's length how many arguments it takes. */
function withLength(length: number, run: Aggregate["step"]): Aggregate["step"] {
  return Object.defineProperty(run, "length", { value: length });
}

/** Means and sums of squares, kept as Welford does: sums of large squares would lose digits. */
interface Sums {
  count: number;
  meanX: number;
  meanY: number;
  xx: number;
  yy: number;
  xy: number;
}

type ReadSums = (sums: Sums) => number | null;

const populationVariance: ReadSums = ({ count, xx }) => (count < 1 ? null : xx / count);
const sampleVariance: ReadSums = ({ count, xx }) => (count < 2 ? null : xx / (count - 1));

function rooted(read: ReadSums): ReadSums {
  return (given) => {
    const value = read(given);
    return value === null ? null : Math.sqrt(Math.max(0, value));
  };
}

const ofOne: { readonly [name: string]: ReadSums } = {
  var_pop: populationVariance,
  var_samp: sampleVariance,
  variance: sampleVariance,
  stddev_pop: rooted(populationVariance),
  stddev_samp: rooted(sampleVariance),
  stddev: rooted(sampleVariance),
};

const slope: ReadSums = ({ xx, xy }) => (xx === 0 ? null : xy / xx);

/** Of y and x, in this order, as the standard has them. */
const ofPairs: { readonly [name: string]: ReadSums } = {
  covar_pop: ({ count, xy }) => (count < 1 ? null : xy / count),
  covar_samp: ({ count, xy }) => (count < 2 ? null : xy / (count - 1)),
  corr: ({ xx, yy, xy }) => (xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy)),
  regr_slope: slope,
  regr_intercept: (given) => {
    const value = slope(given);
    return value === null ? null : given.meanY - value * given.meanX;
  },
};

function sums(size: 1 | 2, read: ReadSums): ManyRows<Sums> {
  const step = (state: Sums, change: (sums: Sums, x: number, y: number) => void, cells: SqliteCell[]): Sums => {
    const numbers = cells.flatMap((cell) => (cell === null ? [] : [numberOf(cell)]));
    const [y = 0, x = y] = numbers;
    if (numbers.length === size) change(state, x, y);
    return state;
  };
  return {
    start: () => ({ count: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 }),
    ...(size === 1
      ? {
          step: (state: Sums, x: SqliteCell) => step(state, add, [x]),
          inverse: (state: Sums, x: SqliteCell) => step(state, remove, [x]),
        }
      : {
          step: (state: Sums, y: SqliteCell, x: SqliteCell) => step(state, add, [y, x]),
          inverse: (state: Sums, y: SqliteCell, x: SqliteCell) => step(state, remove, [y, x]),
        }),
    result: read,
  };
}

function add(state: Sums, x: number, y: number): void {
  const [dx, dy] = [x - state.meanX, y - state.meanY];
  state.count++;
  state.meanX += dx / state.count;
  state.meanY += dy / state.count;
  state.xx += dx * (x - state.meanX);
  state.yy += dy * (y - state.meanY);
  state.xy += dx * (y - state.meanY);
}

/** What `add` did, undone: rows leave the frame of a window. */
function remove(state: Sums, x: number, y: number): void {
  const [dx, dy] = [x - state.meanX, y - state.meanY];
  state.count--;
  if (state.count === 0) {
    Object.assign(state, { meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 });
    return;
  }
  state.meanX -= dx / state.count;
  state.meanY -= dy / state.count;
  state.xx -= dx * (x - state.meanX);
  state.yy -= dy * (y - state.meanY);
  state.xy -= (x - state.meanX) * dy;
}

/** As SQLite sums: a text counts as the number that it begins with. */
function numberOf(cell: Present): number {
  return typeof cell === "number" || typeof cell === "bigint" ? Number(cell) : Number.parseFloat(str(cell)) || 0;
}

interface Truths {
  yes: number;
  no: number;
}

const truths: { readonly [name: string]: (counts: Truths) => boolean } = {
  bool_and: ({ no }) => no === 0,
  every: ({ no }) => no === 0,
  bool_or: ({ yes }) => yes > 0,
};

function truthAggregate(read: (counts: Truths) => boolean): ManyRows<Truths> {
  const count = (state: Truths, cell: SqliteCell, by: 1 | -1): Truths => {
    if (cell !== null) state[Number(cell) === 0 ? "no" : "yes"] += by;
    return state;
  };
  return {
    start: () => ({ yes: 0, no: 0 }),
    step: (state, cell: SqliteCell) => count(state, cell, 1),
    inverse: (state, cell: SqliteCell) => count(state, cell, -1),
    result: (state) => (state.yes + state.no === 0 ? null : bool(read(state))),
  };
}

const bits: { readonly [name: string]: (a: bigint, b: bigint) => bigint } = {
  bit_and: (a, b) => a & b,
  bit_or: (a, b) => a | b,
  bit_xor: (a, b) => a ^ b,
};

interface Held<T> {
  readonly value: T | null;
}

function bitAggregate(join: (a: bigint, b: bigint) => bigint): ManyRows<Held<bigint>> {
  return {
    start: () => ({ value: null }),
    step: (state, cell: SqliteCell) => {
      if (cell === null) return state;
      const value = typeof cell === "bigint" ? cell : BigInt(Math.trunc(numberOf(cell)));
      return { value: state.value === null ? value : join(state.value, value) };
    },
    result: ({ value }) => value,
  };
}

/** x where y is greatest, or least. */
const extremes: { readonly [name: string]: 1 | -1 } = { arg_max: 1, max_by: 1, arg_min: -1, min_by: -1 };

interface Best {
  x: SqliteCell;
  y: SqliteCell;
}

function extremeAggregate(sign: 1 | -1): ManyRows<Best> {
  return {
    start: () => ({ x: null, y: null }),
    step: (state, x: SqliteCell, y: SqliteCell) => {
      if (x === null || y === null) return state;
      return state.y === null || Math.sign(compareCells(y, state.y)) === sign ? { x, y } : state;
    },
    result: ({ x }) => x,
  };
}

type Counts = Map<string, { readonly cell: Present; count: number }>;

const modeAggregate: ManyRows<Counts> = {
  start: () => new Map() as Counts,
  step: (state, cell: SqliteCell) => counted(state, cell, 1),
  inverse: (state, cell: SqliteCell) => counted(state, cell, -1),
  result: (state) => {
    const most = Math.max(0, ...Array.from(state.values(), ({ count }) => count));
    return most === 0 ? null : ([...state.values()].find(({ count }) => count === most)?.cell ?? null);
  },
};

function counted(state: Counts, cell: SqliteCell, by: 1 | -1): Counts {
  if (cell === null) return state;
  const key = `${typeof cell === "bigint" ? "number" : typeof cell} ${str(cell)}`;
  const known = state.get(key);
  if (known === undefined) state.set(key, { cell, count: by });
  else known.count += by;
  return state;
}

const anyAggregate: ManyRows<Held<Present>> = {
  start: () => ({ value: null }),
  step: (state, cell: SqliteCell) => (state.value === null ? { value: cell } : state),
  result: ({ value }) => value,
};

const productAggregate: ManyRows<Held<number>> = {
  start: () => ({ value: null }),
  step: (state, cell: SqliteCell) => (cell === null ? state : { value: (state.value ?? 1) * numberOf(cell) }),
  result: ({ value }) => value,
};
