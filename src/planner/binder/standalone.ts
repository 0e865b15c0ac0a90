/** Binds a query that stands alone: loads its relations, binds it, finishes its scans. */
import type { Query } from "../../sql/ast.ts";
import type { BoundQueryStatement } from "../bound.ts";
import { withUserFunctions } from "../rewrites/user-functions.ts";
import { scansIn } from "./scans-in.ts";
import { bindQuery, newBindState } from "./query.ts";
import { loadRelations, type BindEnvironment } from "./relations.ts";
import type { BindState, BoundQuery } from "./state.ts";
import { functionsOf } from "./user-functions.ts";

export async function bindStandaloneQuery(
  query: Query,
  text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const state = newBindState(text, await loadRelations(query, environment), environment.stored);
  const expanded = withUserFunctions(query, functionsOf(environment.stored));
  return finishQuery(bindQuery(expanded, { parent: undefined, tables: [] }, state), state);
}

/** The bound query with every scan that it or its scans' arguments need. */
export function finishQuery(bound: BoundQuery, state: BindState): BoundQueryStatement {
  const scans = state.drafts.map((draft) => draft.finish());
  const needed = new Set<string>();
  const need = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    const scan = scans.find((candidate) => candidate.id === id);
    for (const source of scan?.sources ?? []) {
      if (source.kind === "query") source.dependsOn.forEach(need);
    }
  };
  scansIn(bound.node, state).forEach(need);
  return {
    kind: "query",
    scans: scans.filter((scan) => needed.has(scan.id)),
    query: bound.node,
    columns: bound.columns.map(({ label, type }) => ({ name: label, type })),
  };
}
