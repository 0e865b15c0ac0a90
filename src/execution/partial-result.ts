/** What a query does with rows of sources that failed, where a warning about missing rows alone would mislead. */
import { relationName } from "../planner/scan.ts";
import type { StagedPlan } from "../planner/plan.ts";
import { isAggregate } from "../planner/functions/functions.ts";
import type { Query } from "../sql/ast.ts";
import { visit } from "../sql/traverse.ts";
import type { Run } from "./run.ts";

/** Warns where a query of which a source failed counts its rows, or takes their absence for an answer. */
export function warnOfPartialResult({ query, rounds }: StagedPlan, { sources, warn }: Run): void {
  const failed = sources?.failedOf(rounds.flat()) ?? [];
  if (failed.length === 0) return;
  const names = [...new Set(failed.map(({ access }) => relationName(access)))].join(", ");
  const told = misleading(query);
  if (told === undefined) return;
  warn({ condition: "source_failed", message: `the result is not that of all rows of ${names}: ${told}` });
}

/** Undefined where missing rows only make rows of the result missing. */
function misleading(query: Query): string | undefined {
  let counts = false;
  let excludes = false;
  visit(query, {
    "function-call": (call) => void (counts ||= isAggregate(call)),
    select: ({ groupBy }) => void (counts ||= groupBy.length > 0),
    "set-operation": ({ operator }) => void (excludes ||= operator === "EXCEPT"),
    "in-query": ({ negated }) => void (excludes ||= negated),
    unary: ({ operator, operand }) => void (excludes ||= operator === "NOT" && operand.kind === "exists"),
    quantified: ({ quantifier }) => void (excludes ||= quantifier === "ALL"),
    join: ({ join }) => void (excludes ||= join === "LEFT" || join === "RIGHT" || join === "FULL"),
  });
  const told = [
    ...(counts ? ["counts, sums and other aggregates leave the missing ones out"] : []),
    ...(excludes ? ["outer joins, NOT EXISTS, NOT IN and EXCEPT take them for absent"] : []),
  ];
  return told.length === 0 ? undefined : told.join("; ");
}
