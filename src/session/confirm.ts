/** Asks before a statement that is known to make very many requests. */
import { EngineError } from "../common/error.ts";
import { knownRequests } from "../execution/known-requests.ts";
import type { PhysicalPlan } from "../planner/plan.ts";
import type { Engine } from "./run.ts";

/** Throws `query_canceled` where the answer is no. */
export async function confirm(plan: PhysicalPlan, { backend, limits, dryRun }: Engine): Promise<void> {
  if (limits.confirm === undefined || dryRun) return;
  const requests = knownRequests(plan, backend);
  if (requests <= limits.confirmAbove || (await limits.confirm(requests))) return;
  throw new EngineError({
    condition: "query_canceled",
    stage: "plan",
    message: `the statement would make at least ${requests} requests, which was not confirmed`,
    hint: "EXPLAIN shows the requests; --yes runs such statements without asking.",
  });
}
