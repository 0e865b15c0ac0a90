/** Materialized views with a time to live are made anew when they are read after it. */
import { toEngineError } from "../common/error.ts";
import type { Warning } from "../common/event.ts";
import type { ResultSet } from "../common/result.ts";
import { isOfSource } from "../execution/source-failure.ts";
import { storedQuery } from "../planner/binder/stored-query.ts";
import type { StoredRelations, StoredTable } from "../planner/stored.ts";
import type { AnyNode, Statement } from "../sql/ast.ts";
import { identifier } from "../sql/build.ts";
import { visit } from "../sql/traverse.ts";
import type { Engine, StatementRun } from "./run.ts";

/** Runs a statement when its batches are read. */
export type Execute = (statement: Statement) => Promise<ResultSet>;

/**
 * Refreshes what the statement reads and is too old. Where failing sources are warnings, one that cannot be refreshed
 * keeps its rows, with a warning that tells their age; else throws what the refresh throws.
 */
export async function refreshStale(
  statement: Statement,
  { environment: { stored } }: Pick<Engine, "environment">,
  run: StatementRun,
  execute: Execute,
): Promise<void> {
  if (stored === undefined || run.dryRun || !isReading(statement)) return;
  for (const view of staleViews(statement, stored)) {
    try {
      const { span } = statement;
      const name = { ...identifier(view.name, true), span };
      for await (const _ of (await execute({ kind: "refresh", name, span })).batches);
    } catch (error) {
      if (run.guards.onError === "fail" || !isOfSource(error)) throw error;
      run.warn(notRefreshed(view, error));
    }
  }
}

/** Statements that only write down a query, or tell of it, read nothing. */
function isReading(statement: Statement): boolean {
  if (statement.kind === "create-view") return statement.materialized;
  return statement.kind !== "explain" || statement.analyze;
}

function notRefreshed({ name, renewed = "" }: StoredTable, error: unknown): Warning {
  const { code, condition, message } = toEngineError(error);
  return {
    condition: "source_failed",
    message: `rows of ${name} are those of ${renewed}: ${code} ${condition}: ${message}`,
  };
}

/** Those that the statement names itself or through views; what they read is made anew by their REFRESH. */
function staleViews(root: Statement, stored: StoredRelations): readonly StoredTable[] {
  const seen = new Set<string>();
  const stale: StoredTable[] = [];
  const look = (node: AnyNode): void => {
    const own = new Set<string>();
    visit(node, { "common-table": ({ name }) => void own.add(name.name.toLowerCase()) });
    visit(node, {
      "named-table": ({ name: { parts } }) => {
        const name = parts[0]?.name.toLowerCase() ?? "";
        if (parts.length === 1 && !own.has(name)) named(name);
      },
    });
  };
  const named = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const found = stored.find(name);
    if (found === undefined || found.kind === "table") return;
    const isStale = found.kind === "materialized view" && isOver(found);
    if (found.kind === "view") look(storedQuery(found, root.span));
    if (isStale) stale.push(found);
  };
  look(root);
  if (root.kind === "refresh") {
    const found = stored.find(root.name.name);
    if (found?.kind === "materialized view") look(storedQuery(found, root.span));
  }
  return stale;
}

function isOver({ ttl, renewed }: StoredTable): boolean {
  return ttl !== undefined && renewed !== undefined && Date.now() - Date.parse(renewed) >= ttl * 1000;
}
