/** What --dryrun runs in place of a plan: nothing of it sends a request. */
import { type PhysicalPlan, scansOf } from "../planner/plan.ts";
import type { Scan } from "../planner/scan.ts";

/**
 * A write whose arguments are known shows its requests (the call itself sees to that); whatever would have to ask an
 * API or the registry first, or write a file, is explained; what is answered from here is answered as always.
 */
export function dryRunOf(plan: PhysicalPlan): PhysicalPlan {
  if (plan.kind === "explain") return { ...plan, analyze: false };
  if (!asks(plan)) return plan;
  return { kind: "explain", analyze: false, format: "text", plan };
}

function asks(plan: PhysicalPlan): boolean {
  switch (plan.kind) {
    case "explain":
    case "session":
      return false;
    case "copy":
    case "registry":
    case "store":
      return true;
    case "call":
      return scansOf(plan.input).some(isRemote);
    case "constant":
    case "stream":
    case "staged":
      return scansOf(plan).some(isRemote);
  }
}

function isRemote({ access }: Scan): boolean {
  return access.kind === "method";
}
