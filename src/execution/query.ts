/** Runs the physical queries: constant rows, streams, and scans staged for one local query. */
import { EngineError } from "../common/error.ts";
import type { Batch, Column, Row, Value } from "../common/value.ts";
import type { ConstantPlan, PhysicalQuery, StagedPlan, StreamPlan } from "../planner/plan.ts";
import { relationName, scanDependencies, type Scan, type ScanColumn } from "../planner/scan.ts";
import { columnOf } from "../planner/streamable.ts";
import type { Expression } from "../sql/ast.ts";
import { print } from "../sql/printer.ts";
import { visit } from "../sql/traverse.ts";
import { acquire, type RowTest } from "./acquire.ts";
import type { Scope } from "./backends/backend.ts";
import { compile, literalValue, truth } from "./evaluate.ts";
import { heldTexts } from "./held-texts.ts";
import { jsonOrText } from "./json-text.ts";
import { localRows } from "./local-query.ts";
import { warnOfPartialResult } from "./partial-result.ts";
import type { Run } from "./run.ts";

type Runner<K extends PhysicalQuery["kind"]> = (
  plan: Extract<PhysicalQuery, { kind: K }>,
  run: Run,
) => AsyncIterable<Batch>;

const runners: { readonly [K in PhysicalQuery["kind"]]: Runner<K> } = {
  constant: runConstant,
  stream: runStream,
  staged: runStaged,
};

/** The rows of a query, as they become known. */
export function runQuery(plan: PhysicalQuery, run: Run): AsyncIterable<Batch> {
  return (runners[plan.kind] as Runner<PhysicalQuery["kind"]>)(plan as never, run);
}

async function* runConstant({ rows }: ConstantPlan): AsyncIterable<Batch> {
  yield rows.map((row) => row.map((cell) => literalValue(cell) ?? null));
}

async function* runStream(plan: StreamPlan, run: Run): AsyncIterable<Batch> {
  const { scan, predicate, limit } = plan;
  const test = predicate === undefined ? undefined : rowTest(predicate, scan);
  const outputs = plan.projection.map((expression) => compile(expression, scan));
  let skip = plan.offset;
  let left = limit ?? Infinity;
  if (left === 0) return;
  expectScans([scan], run);
  const scope = lazyScope(run);
  try {
    for await (const batch of acquire(scan, scope, run, test)) {
      const kept = test === undefined ? batch : batch.filter(test.keep);
      const rows = kept.slice(skip, skip + left);
      skip = Math.max(0, skip - kept.length);
      left -= rows.length;
      if (rows.length > 0)
        yield rows.map((row) => plan.columns.map((column, i) => shown(outputs[i]?.(row) ?? null, column)));
      if (left <= 0) return;
    }
  } finally {
    scope.close();
  }
}

function rowTest(predicate: Expression, scan: Scan): RowTest {
  const columns = new Set<ScanColumn>();
  visit(predicate, {
    "column-ref": (reference) => {
      const column = columnOf(reference, scan);
      if (column !== undefined) columns.add(column);
    },
  });
  const evaluate = compile(predicate, scan);
  return { columns: [...columns], holds: heldTexts(predicate, scan), keep: (row) => truth(evaluate(row)) === true };
}

/** A cell as it would come out of the local engine, which has no booleans and no objects outside their columns. */
function shown(cell: Value, { type }: Column): Value {
  if (typeof cell === "boolean") return type === "boolean" ? cell : Number(cell);
  return typeof cell === "string" && type === "any" ? jsonOrText(cell) : cell;
}

/** A scope that opens a database only where a constant has to be computed. */
function lazyScope(run: Run): Scope {
  let scope: Scope | undefined;
  const opened = (): Scope => (scope ??= run.backend.openScope(run.guards));
  return {
    createTable: (name, columns) => opened().createTable(name, columns),
    stage: (table, rows) => opened().stage(table, rows),
    check: (sql) => opened().check(sql),
    query: (sql, columns, parameters) => opened().query(sql, columns, parameters),
    rowsIn: (name) => opened().rowsIn(name),
    queryWithin: (sql, columns, milliseconds) => opened().queryWithin(sql, columns, milliseconds),
    get queryElsewhere() {
      return opened().queryElsewhere;
    },
    run: (sql, parameters) => opened().run(sql, parameters),
    transaction: (work) => opened().transaction(work),
    close: () => scope?.close(),
  };
}

async function* runStaged(plan: StagedPlan, run: Run): AsyncIterable<Batch> {
  const scope = run.backend.openScope(run.guards);
  try {
    await stageQuery(plan, scope, run);
    yield* localRows(plan, scope, run);
  } finally {
    scope.close();
  }
}

/** Stages all that a query reads and yields the query as text. */
export async function stageQuery(plan: StagedPlan, scope: Scope, run: Run): Promise<string> {
  const scans = plan.rounds.flat();
  for (const scan of scans) scope.createTable(scan.id, scan.columns.map(storedColumn));
  const sql = checkedQueries(plan, scope, run);
  expectScans(scans, run);
  await stageAll(scans, scope, run);
  warnOfPartialResult(plan, run);
  return sql;
}

/** Rows that are given are no source. */
function expectScans(scans: readonly Scan[], { sources, provided }: Run): void {
  sources?.expect(scans.filter(({ id }) => !provided.has(id)));
}

/** The local query as text. What the local engine refuses about it or the argument queries shows before any request. */
function checkedQueries({ query, rounds }: StagedPlan, scope: Scope, { backend, guards }: Run): string {
  for (const source of rounds.flat().flatMap((scan) => scan.sources)) {
    if (source.kind === "query") scope.check(print(source.query, backend.dialect));
  }
  const sql = print(guards?.isTimed === true ? backend.timed(query) : query, backend.dialect);
  scope.check(sql);
  return sql;
}

/** Stages every scan as soon as those it depends on are staged; independent ones at the same time. */
async function stageAll(scans: readonly Scan[], scope: Scope, run: Run): Promise<void> {
  const abort = new AbortController();
  const inner: Run = { ...run, signal: AbortSignal.any([run.signal, abort.signal]) };
  const staged = new Map<string, Promise<void>>();
  for (const scan of scans) {
    const needed = scanDependencies(scan).map((id) => staged.get(id));
    const work = Promise.all(needed).then(() => stageScan(scan, scope, inner));
    staged.set(scan.id, work);
    work.catch(() => abort.abort());
  }
  const outcomes = await Promise.allSettled(staged.values());
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  // What failed first aborted the rest: their cancellations are not the news.
  const first = failures.find((failure) => !isCancellation(failure)) ?? failures[0];
  if (first !== undefined) throw first;
}

function isCancellation(failure: unknown): boolean {
  return failure instanceof EngineError && failure.condition === "query_canceled";
}

async function stageScan(scan: Scan, scope: Scope, run: Run): Promise<void> {
  for await (const rows of acquire(scan, scope, run)) {
    scope.stage(scan.id, rows);
    run.onEvent({ kind: "rows-staged", relation: relationName(scan.access), rows: rows.length });
  }
}

function storedColumn({ name, type }: Column): Column {
  return { name, type };
}

/** All rows of a query at once. */
export async function collectRows(plan: PhysicalQuery, run: Run): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of runQuery(plan, run)) rows.push(...batch);
  return rows;
}
