/** Bound statement → logical plan: scans ordered into rounds by what their arguments need, then the rules. */
import type { BoundQueryStatement, BoundStatement } from "./bound.ts";
import type { LogicalPlan, LogicalQuery } from "./plan.ts";
import { rules, type Rule } from "./rules/rules.ts";
import { roundsOf } from "./rounds.ts";

/** Orders and optimizes. `enabled` is all rules; tests leave some out, which must never change the rows. */
export function planLogical(bound: BoundStatement, enabled: readonly Rule[] = rules): LogicalPlan {
  switch (bound.kind) {
    case "query":
      return optimize(orderScans(bound), enabled);
    case "call": {
      const { returning, ...call } = bound;
      const input = optimize(orderScans(bound.input), enabled);
      // The scan of RETURNING is filled with responses as they come: no rule may touch it.
      return { ...call, input, ...(returning === undefined ? {} : { returning: orderScans(returning) }) };
    }
    case "explain":
      return {
        kind: "explain",
        analyze: bound.analyze,
        format: bound.format,
        plan: planLogical(bound.statement, enabled),
      };
    case "copy":
      return { ...bound, input: optimize(orderScans(bound.input), enabled) };
    case "registry":
    case "session":
      return bound;
    case "store": {
      const { input, ...rest } = bound;
      return input === undefined ? rest : { ...rest, input: optimize(orderScans(input), enabled) };
    }
  }
}

function optimize(query: LogicalQuery, enabled: readonly Rule[]): LogicalQuery {
  return enabled.reduce((plan, rule) => rule.apply(plan), query);
}

function orderScans({ scans, ...query }: BoundQueryStatement): LogicalQuery {
  return { ...query, rounds: roundsOf(scans) };
}
