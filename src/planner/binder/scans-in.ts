/** Which scans a bound query needs. */
import type { Query } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import type { BindState } from "./state.ts";

/** The scans whose staging tables a bound query names. */
export function scansIn(query: Query, state: BindState): string[] {
  const ids = new Set(state.drafts.map((draft) => draft.id));
  const used = new Set<string>();
  visit(query, {
    "named-table": (node) => {
      const [part] = node.name.parts;
      if (node.name.parts.length === 1 && part !== undefined && ids.has(part.name)) used.add(part.name);
    },
  });
  return [...used];
}
