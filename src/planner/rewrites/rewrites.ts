/** The rewrites of a bound SELECT, in one ordered list. */
import type { BoundSelect } from "./bound-select.ts";
import { rewriteGroupingSets } from "./grouping-sets.ts";
import { rewriteQualify } from "./qualify.ts";

const rewrites: readonly ((bound: BoundSelect) => BoundSelect)[] = [
  // First: QUALIFY and DISTINCT ON see the rows of all sets together.
  rewriteGroupingSets,
  rewriteQualify,
];

/** A bound SELECT without grouping sets, QUALIFY and DISTINCT ON. Throws `feature_not_supported` at too many sets. */
export function rewriteSelect(bound: BoundSelect): BoundSelect {
  return rewrites.reduce((current, rule) => rule(current), bound);
}
