/** What is told while a statement waits. */
import type { BoundAwait } from "../../planner/bound.ts";
import type { PhysicalCall } from "../../planner/plan.ts";
import type { Run } from "../run.ts";

interface Waiting {
  readonly plan: PhysicalCall;
  readonly wait: BoundAwait;
  readonly run: Run;
}

/** After each look. */
export function tellProgress(waiting: Waiting, phase: string, seconds: number): void {
  tell(waiting, `in progress (${phase})`, seconds);
}

/** When it is over. */
export function tellEnd(waiting: Waiting, seconds: number): void {
  tell(waiting, "complete", seconds);
}

function tell({ plan, wait, run }: Waiting, what: string, seconds: number): void {
  if (wait.quiet) return;
  const text = `${plan.relation.resource.id}: ${plan.verb} ${what}, ${Math.round(seconds)} s`;
  run.onEvent({ kind: "message", text });
}
