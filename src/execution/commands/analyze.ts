/** EXPLAIN ANALYZE: runs a query, throws its rows away and says what it came to. */
import { counted } from "../../common/counted.ts";
import { EngineError } from "../../common/error.ts";
import type { Figures } from "../../planner/explain.ts";
import { isQueryPlan, type PhysicalPlan, type PhysicalQuery } from "../../planner/plan.ts";
import type { Scan } from "../../planner/scan.ts";
import { measure } from "../measure.ts";
import { runQuery } from "../query.ts";
import type { Run } from "../run.ts";

export interface Analysis {
  readonly scan: (scan: Scan) => Figures;
  /** Of the whole statement; the floor is what the rounds would take with nothing but the latency of the API. */
  readonly total: Figures;
}

/** Throws `feature_not_supported` for a plan that would change something. */
export function checkAnalyzable(plan: PhysicalPlan): PhysicalQuery {
  if (isQueryPlan(plan)) return plan;
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "plan",
    message: "EXPLAIN ANALYZE runs its statement, and this one is no query",
    hint: "EXPLAIN without ANALYZE shows what it would do and sends nothing.",
  });
}

/** Runs the query to its end. Throws what running it throws. */
export async function analyze(plan: PhysicalQuery, run: Run): Promise<Analysis> {
  const measurement = measure();
  const start = performance.now();
  let rows = 0;
  const onEvent: Run["onEvent"] = (event) => {
    measurement.onEvent(event);
    run.onEvent(event);
  };
  for await (const batch of runQuery(plan, { ...run, onEvent })) rows += batch.length;
  const milliseconds = performance.now() - start;
  const rounds = roundsOf(plan);
  const medianLatencyMilliseconds = measurement.medianLatency();
  return {
    scan: ({ id }) => rounded(measurement.scan(id)),
    total: rounded({
      rows,
      milliseconds,
      localMilliseconds: measurement.localMilliseconds(),
      rounds,
      medianLatencyMilliseconds,
      floorMilliseconds: rounds * medianLatencyMilliseconds,
    }),
  };
}

/** Rounds in which an API is asked. */
function roundsOf(plan: PhysicalQuery): number {
  if (plan.kind === "constant") return 0;
  const rounds = plan.kind === "stream" ? [[plan.scan]] : plan.rounds;
  return rounds.filter((round) => round.some(({ access }) => access.kind === "method")).length;
}

/** Microseconds are noise. */
function rounded(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 10) / 10]));
}

/** `2 requests, 1 page, 3 rows, …`: the figures of a scan for people. */
export function scanText(figures: Figures): string {
  const { requests = 0, retries = 0, pages = 0, rows = 0, bytes = 0 } = figures;
  const { firstPageMilliseconds: first, lastPageMilliseconds: last } = figures;
  const figured = [
    counted(requests, "request"),
    ...(retries === 0 ? [] : [counted(retries, "retry", "retries")]),
    counted(pages, "page"),
    counted(rows, "row"),
    counted(bytes, "byte"),
  ];
  return [
    ...figured,
    ...(first === undefined ? [] : [`first page after ${first} ms, last after ${last ?? first} ms`]),
  ].join(", ");
}

/** The figures of the whole for people. */
export function totalText(figures: Figures): string {
  const { rows = 0, milliseconds = 0, localMilliseconds = 0, rounds = 0 } = figures;
  const { medianLatencyMilliseconds = 0, floorMilliseconds = 0 } = figures;
  const floor = `floor ${floorMilliseconds} ms: ${counted(rounds, "round")} × ${medianLatencyMilliseconds} ms`;
  return `Total: ${counted(rows, "row")} in ${milliseconds} ms; local SQL ${localMilliseconds} ms; ${floor}`;
}
