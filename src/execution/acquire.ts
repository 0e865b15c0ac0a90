/** Acquire: the rows of a scan, from the connector or from the catalog, in the scan's own columns. */
import { type Batch, type Column, type ColumnType, Json, type Row, textOf, type Value } from "../common/value.ts";
import type { RowFilter } from "../catalog/catalog.ts";
import { connectionColumn } from "../catalog/connections.ts";
import type { EventSink } from "../common/event.ts";
import type { Call } from "../connector/call.ts";
import { type Access, relationName, wholeBodyName, type Scan, type ScanColumn } from "../planner/scan.ts";
import { argumentSets, type Arguments } from "./arguments.ts";
import { connectedCall, connectionOf, type ConnectionSource, memberOf } from "./connected.ts";
import { unlessRefused } from "./asked.ts";
import type { Scope } from "./backends/backend.ts";
import type { HeldText } from "./held-texts.ts";
import { journaled } from "./journaled.ts";
import { keptRows } from "./kept-rows.ts";
import { mergeStreams } from "./merge.ts";
import { readSource } from "./read-source.ts";
import type { Run } from "./run.ts";
import { isFailing, isIgnored, isOfSource, sourceFailed } from "./source-failure.ts";
import { wholeBody } from "./whole-body.ts";

type MethodAccess = Extract<Access, { kind: "method" }>;

/** Which rows of a scan the statement keeps. */
export interface RowTest {
  /** The columns of the scan that it looks at. */
  readonly columns: readonly ScanColumn[];
  readonly holds: readonly HeldText[];
  readonly keep: (row: Row) => boolean;
}

/** Yields the rows of a scan. Its dependencies must be staged in `scope`. What `test` refuses may be left out. */
// oxlint-disable-next-line max-params -- the test is a hint to one kind of source
export async function* acquire(scan: Scan, scope: Scope, run: Run, test?: RowTest): AsyncIterable<Batch> {
  const { access } = scan;
  const provided = run.provided.get(scan.id);
  if (provided !== undefined) {
    const set = withConnection(scan, new Map());
    for await (const rows of provided) yield rows.map((row) => project(row, scan.columns, set));
    return;
  }
  const sets = await argumentSets(scan, scope, run);
  if (access.kind === "system") {
    if (access.relation.source !== undefined) {
      yield* conformed(scan, readSource(scan, access.relation.source, sets, run));
      return;
    }
    const keys = sets[0] ?? new Map<string, Value>();
    const whole = isWhole(scan.columns, access.relation.columns);
    const toRow = (row: Row): Row => project(row, scan.columns, keys);
    const filter = test === undefined ? undefined : filterOf(test, whole ? undefined : toRow);
    for await (const rows of access.relation.rows(run.catalog, keys, run.session, filter, run.signal)) {
      run.signal.throwIfAborted();
      yield whole ? rows : rows.map(toRow);
    }
    return;
  }
  run.sources?.plan(scan, sets.length);
  run.onEvent({ kind: "fan-out-planned", relation: relationName(access), calls: sets.length });
  yield* limited(pagesOf(scan, access, sets, run), scan.limit);
}

function pagesOf(scan: Scan, access: MethodAccess, sets: readonly Arguments[], run: Run): AsyncIterable<Batch> {
  const open = sets.map((set) => (signal: AbortSignal) => pages(scan, access, set, { ...run, signal }));
  const [only] = open;
  if (only !== undefined && open.length === 1) return only(run.signal);
  // Under a limit later calls may never be needed: they wait their turn.
  const width = scan.limit === undefined ? Math.min(run.fanOut, open.length) : 1;
  return mergeStreams(open, width, run.signal);
}

async function* pages(scan: Scan, access: MethodAccess, set: Arguments, run: Run): AsyncIterable<Batch> {
  const call = callOf(access, set, run.connections);
  const shownSet = withConnection(scan, set);
  const followed = run.sources?.start(scan, set);
  const kept = scan.once === true || run.fresh === true ? undefined : keptRows(access, call, run);
  const found = kept?.find();
  if (found !== undefined) {
    for (const page of found) {
      run.signal.throwIfAborted();
      const rows = page.map((row) => project(row, scan.columns, shownSet));
      followed?.addRows(rows.length);
      if (rows.length > 0) yield rows;
    }
    followed?.endKept();
    return;
  }
  const named = call.connection === undefined ? {} : { connection: call.connection.name };
  const onEvent: EventSink = (event) => {
    followed?.see(event);
    run.onEvent(Object.assign({ scan: scan.id, ...named }, event));
  };
  const onWarning: Run["warn"] = (warning) => {
    kept?.spoil();
    run.warn(warning);
  };
  const beforeRequest = run.guards?.spendRequest;
  const options = { signal: run.signal, onEvent, onWarning, maxPages: run.maxPages, beforeRequest };
  // EXEC in FROM may change something.
  const isExec = scan.once === true;
  const read = isExec
    ? journaled({ verb: "EXEC", ...access }, call, options, run)
    : unlessRefused(scan, set, (given) => run.connector.call(callOf(access, given, run.connections), options));
  let failure: unknown;
  try {
    for await (const page of read) {
      const rows = page.rows.map((row) => project(row, scan.columns, shownSet));
      followed?.addRows(rows.length);
      kept?.add(page.rows);
      onEvent({ kind: "page-read", relation: relationName(access), rows: rows.length });
      checkFilters(scan, set, rows, run);
      if (rows.length > 0) yield rows;
    }
    kept?.keep();
  } catch (error) {
    const member = memberOf(access.relation, set);
    if (!isExec && isIgnored(error, member) && !run.signal.aborted) {
      followed?.ignore();
      return;
    }
    failure = error;
    if (isFailing(run, member) || !isOfSource(error) || run.signal.aborted) throw error;
    run.warn(sourceFailed(access, set, error));
  } finally {
    followed?.end(failure);
  }
}

/** The connector's call for a set of arguments. */
export function callOf(
  access: Pick<MethodAccess, "method" | "relation">,
  set: Arguments,
  connections: ConnectionSource | undefined,
): Call {
  const { method, relation } = access;
  const { provider, service } = relation;
  const connected = connectedCall(access, set, connections);
  const call = { provider, service, method, auth: method.auth ?? relation.auth, ...connected };
  if (!set.has(wholeBodyName)) return call;
  const named = new Map([...connected.arguments].filter(([name]) => name !== wholeBodyName));
  return { ...call, arguments: named, body: wholeBody(set.get(wholeBodyName) ?? null) };
}

/** The arguments as columns show them: with the account, where a column shows that. */
function withConnection({ access, columns }: Scan, set: Arguments): Arguments {
  const isShown = columns.some(({ from }) => from.kind === "argument" && from.parameter === connectionColumn);
  if (!isShown || access.kind === "system" || set.has(connectionColumn)) return set;
  return new Map([...set, [connectionColumn, connectionOf(access.relation, set)]]);
}

async function* limited(batches: AsyncIterable<Batch>, limit: number | undefined): AsyncIterable<Batch> {
  if (limit === undefined) {
    yield* batches;
    return;
  }
  let left = limit;
  if (left === 0) return;
  for await (const batch of batches) {
    yield batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

/** The test as the catalog applies it, to its own rows. */
function filterOf({ columns, holds, keep }: RowTest, toRow: ((row: Row) => Row) | undefined): RowFilter {
  return {
    holds: holds.flatMap(({ column, text }) => placeOf(column).map((place) => ({ place, text }))),
    places: columns.flatMap(placeOf),
    keep: toRow === undefined ? keep : (row) => keep(toRow(row)),
  };
}

function placeOf({ from }: ScanColumn): readonly number[] {
  return from.kind === "response" ? [from.index] : [];
}

/** Whether the rows of the catalog are those of the scan: all columns in their places, of types that need no change. */
function isWhole(columns: readonly ScanColumn[], own: readonly Column[]): boolean {
  return (
    columns.length === own.length &&
    columns.every(({ from, type }, place) => {
      const isPlain = from.kind === "response" && from.index === place && from.orArgument === undefined;
      return isPlain && type === own[place]?.type && textual.has(type);
    })
  );
}

/** Types whose cells the catalog gives as they are stored. */
const textual: ReadonlySet<ColumnType> = new Set(["text", "json"]);

/** A response row in the columns of a scan. */
function project(row: Row, columns: readonly ScanColumn[], set: Arguments): Row {
  return columns.map(({ from, type }) => {
    if (from.kind === "argument") return set.get(from.parameter) ?? null;
    const cell = conform(row[from.index] ?? null, type);
    return cell === null && from.orArgument !== undefined ? (set.get(from.orArgument) ?? null) : cell;
  });
}

/** A cell as the type of its column would store it: both ways through the engine then compare it alike. */
function conform(cell: Value, type: ColumnType): Value {
  if (cell === null || cell instanceof Json) return cell;
  return conforming[type]?.(cell) ?? cell;
}

type Scalar = Exclude<Value, null | Json>;

/** Rows in the columns of a scan, each cell as the type of its column would store it. */
async function* conformed({ columns }: Scan, batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
  for await (const rows of batches) {
    yield rows.map((row) => columns.map(({ type }, index) => conform(row[index] ?? null, type)));
  }
}

/** What becomes of scalars that are not what the schema says; what fits no way stays as it is. */
const conforming: { readonly [T in ColumnType]?: (cell: Scalar) => Scalar } = {
  text: textOf,
  timestamp: textOf,
  boolean: (cell) => {
    const stored = numeric(cell);
    return stored === 1 || stored === 0 ? stored === 1 : stored;
  },
  integer: numeric,
  number: (cell) => {
    const stored = numeric(cell);
    return typeof stored === "bigint" ? Number(stored) : stored;
  },
};

function numeric(cell: Scalar): Scalar {
  return typeof cell === "string" ? (numberIn(cell) ?? cell) : cell;
}

/** The number that a text is, read as the local engine reads texts in columns of numbers. */
function numberIn(text: string): number | bigint | undefined {
  const digits = /^[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t\n\v\f\r]*$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const isExact = Number.isSafeInteger(number) || !/^[+-]?\d+$/.test(digits);
  return isExact ? number : BigInt(digits.replace("+", ""));
}

/** A filter that the server applied to something else than the column of its name drops whole pages: say so. */
function checkFilters(scan: Scan, set: Arguments, rows: readonly Row[], run: Run): void {
  if (rows.length === 0) return;
  for (const parameter of scan.rechecked) {
    const index = scan.columns.findIndex((column) => column.label === parameter && column.from.kind === "response");
    const wanted = set.get(parameter);
    if (index < 0 || wanted === undefined || wanted === null) continue;
    const accepted =
      wanted instanceof Json && Array.isArray(wanted.value) ? wanted.value.map(String) : [textOf(wanted)];
    if (rows.some((row) => accepted.includes(textOf(row[index] ?? null)))) continue;
    run.warn({
      condition: "filter_dropped_page",
      message: `${relationName(scan.access)}: the API takes ${parameter} = ${accepted.join(", ")} for something else than its column ${parameter}; no row of a page had that value`,
    });
  }
}
