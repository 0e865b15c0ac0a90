/** Runs a physical plan. One line for each kind of plan. */
import type { PhysicalPlan } from "../planner/plan.ts";
import { runCall } from "./commands/call.ts";
import { runCopy } from "./commands/copy.ts";
import { runExplain } from "./commands/explain.ts";
import { runRegistry } from "./commands/registry.ts";
import { runStore } from "./commands/store.ts";
import { runSession } from "./commands/session.ts";
import type { Outcome } from "./outcome.ts";
import { piecesOf } from "./pieces.ts";
import { runQuery } from "./query.ts";
import type { Run } from "./run.ts";

/** What the plan yields; nothing is sent before its batches are read. */
export function runPlan(plan: PhysicalPlan, run: Run): Outcome {
  switch (plan.kind) {
    case "stream": {
      const pieces = piecesOf(plan, run);
      return { columns: plan.columns, batches: runQuery(plan, run), ...(pieces !== undefined && { pieces }) };
    }
    case "constant":
    case "staged":
      return { columns: plan.columns, batches: runQuery(plan, run) };
    case "call":
      return runCall(plan, run);
    case "explain":
      return runExplain(plan, run);
    case "store":
      return runStore(plan, run);
    case "copy":
      return runCopy(plan, run);
    case "registry":
      return runRegistry(plan, run);
    case "session":
      return runSession(plan, run);
  }
}
