/**
 * Where a local query runs. One that is sure to be short runs here. Any other has a moment to end here, and then runs
 * elsewhere from the beginning: only so can it be stopped at any time, and everything else goes on meanwhile.
 */
import type { Batch, Column } from "../common/value.ts";
import type { Query } from "../sql/ast.ts";
import { print } from "../sql/printer.ts";
import type { Scope } from "./backends/backend.ts";
import { blockingRows } from "./blocking.ts";
import type { Run } from "./run.ts";
import { stepsOf } from "./steps.ts";

/** Steps that never take long: the local engine makes some ten millions in a second. */
const fewSteps = 1_000_000;

/** What a query has to end in before it runs elsewhere: far more than most need, and not much beside what is left. */
const momentMilliseconds = 150;

/** A query over tables of the scope. */
export interface LocalQuery {
  readonly query: Query;
  /** What each cell is to become. */
  readonly columns: readonly Column[];
}

/** True for a query that can run here without anybody having to wait, whatever its tables hold. */
export function isShort({ query }: Pick<LocalQuery, "query">, scope: Scope): boolean {
  const { most, areShort } = stepsOf(query, (name) => scope.rowsIn(name));
  return most <= fewSteps && areShort;
}

/** Yields the rows of a query. Throws `query_canceled` soon after the signal aborts, and what the local engine throws. */
export async function* localRows({ query, columns }: LocalQuery, scope: Scope, run: Run): AsyncIterable<Batch> {
  const { most, areShort } = stepsOf(query, (name) => scope.rowsIn(name));
  const plain = (): string => print(query, run.backend.dialect);
  if (most <= fewSteps && areShort) {
    yield* blockingRows(run, () => scope.query(plain(), columns), "brief");
    return;
  }
  const timed = (): string => print(run.backend.timed(query), run.backend.dialect);
  if (scope.queryElsewhere === undefined) {
    yield* blockingRows(run, () => scope.query(timed(), columns));
    return;
  }
  if (areShort && run.backend.canTime(query)) {
    let done = false;
    yield* blockingRows(
      run,
      () => {
        const rows = scope.queryWithin(timed(), columns, momentMilliseconds);
        done = rows !== undefined;
        return rows ?? [];
      },
      "brief",
    );
    if (done) return;
  }
  run.onEvent({ kind: "blocking", on: true, brief: true });
  try {
    yield* scope.queryElsewhere(plain(), columns, run.signal);
  } finally {
    run.onEvent({ kind: "blocking", on: false, brief: true });
  }
}
