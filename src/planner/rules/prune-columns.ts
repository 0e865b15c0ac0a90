/** Only the columns that a statement names are staged. */
import { visit } from "../../sql/traverse.ts";
import type { LogicalQuery } from "../plan.ts";
import type { Scan } from "../scan.ts";

export function pruneColumns(query: LogicalQuery): LogicalQuery {
  const used = usedColumns(query);
  const prune = (scan: Scan): Scan => {
    const rechecked = new Set(scan.rechecked);
    const columns = scan.columns.filter(
      (column) => used.get(scan.alias)?.has(column.name) === true || rechecked.has(column.label),
    );
    return { ...scan, columns };
  };
  return { ...query, rounds: query.rounds.map((round) => round.map(prune)) };
}

/** Column names by relation alias, over the query and every argument query. A same alias elsewhere only keeps more. */
function usedColumns(query: LogicalQuery): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  const sources = query.rounds.flat().flatMap((scan) => scan.sources);
  const queries = [query.query, ...sources.flatMap((source) => (source.kind === "query" ? [source.query] : []))];
  for (const each of queries) {
    visit(each, {
      "column-ref": ({ parts }) => {
        const [alias, column] = parts;
        if (parts.length !== 2 || alias === undefined || column === undefined) return;
        const columns = used.get(alias.name) ?? new Set<string>();
        used.set(alias.name, columns.add(column.name));
      },
    });
  }
  return used;
}
