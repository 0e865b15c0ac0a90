/** The optimizer: rules in one ordered list. None of them may change the rows of a query. */
import type { LogicalQuery } from "../plan.ts";
import { pruneColumns } from "./prune-columns.ts";
import { pushKeys } from "./push-keys.ts";
import { pushLimit } from "./push-limit.ts";
import { pushQuery } from "./push-query.ts";
import { pushTerms } from "./push-terms.ts";

export interface Rule {
  readonly name: string;
  readonly apply: (query: LogicalQuery) => LogicalQuery;
}

export const rules: readonly Rule[] = [
  // First: terms name columns that nothing else may need.
  { name: "push-terms", apply: pushTerms },
  // Before columns are pruned: the queries for keys name columns of other scans.
  { name: "push-keys", apply: pushKeys },
  // Independent of the two that follow: what is staged depends on names only.
  { name: "prune-columns", apply: pruneColumns },
  // It must see every predicate that is left to check locally.
  { name: "push-limit", apply: pushLimit },
  // Last: it says to a server which columns and how many rows are left.
  { name: "push-query", apply: pushQuery },
];
