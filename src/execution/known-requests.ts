/** How many requests a plan is known to make before any is sent. */
import { isQueryPlan, type PhysicalPlan, scansOf } from "../planner/plan.ts";
import type { Scan } from "../planner/scan.ts";
import { exampleSets } from "./arguments.ts";
import type { Backend } from "./backends/backend.ts";

/** The least there can be: pages that follow, and calls whose arguments come from rows, are not counted. */
export function knownRequests(plan: PhysicalPlan, backend: Backend): number {
  if (plan.kind === "explain") return plan.analyze ? knownRequests(plan.plan, backend) : 0;
  if (plan.kind === "call") {
    return plan.input.kind === "constant" ? plan.input.rows.length : total(scansOf(plan.input), backend);
  }
  return isQueryPlan(plan) ? total(scansOf(plan), backend) : 0;
}

function total(scans: readonly Scan[], backend: Backend): number {
  const known = scans.filter(
    ({ access, sources }) => access.kind === "method" && sources.every((source) => source.kind === "constants"),
  );
  return known.reduce((sum, scan) => sum + exampleSets(scan, backend, () => []).length, 0);
}
