/** The columns of subqueries and common tables: under the names of a list, and told apart where they share a label. */
import { EngineError } from "../../common/error.ts";
import type { Identifier } from "../../sql/ast.ts";
import type { ScopeColumn } from "./scope.ts";

/** Columns under the names of a column list; themselves where the list is empty. */
export function renameColumns(columns: readonly ScopeColumn[], names: readonly Identifier[]): readonly ScopeColumn[] {
  if (names.length === 0) return columns;
  if (names.length !== columns.length) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `the list names ${names.length} columns, the query yields ${columns.length}`,
      span: names[0]?.span,
    });
  }
  return columns.map((column, i) => ({ ...column, label: names[i]?.name ?? "", name: names[i]?.name ?? "" }));
}

/** Of columns with one label each has a name of its own in the local database: `*` shows the value of each. */
export function toldApart(columns: readonly ScopeColumn[]): readonly ScopeColumn[] {
  const labels = new Set(columns.map(({ label }) => label.toLowerCase()));
  if (labels.size === columns.length) return columns;
  const seen = new Set<string>();
  return columns.map((column) => {
    const { label } = column;
    let name = label;
    for (let copy = 2; seen.has(name.toLowerCase()) || (copy > 2 && labels.has(name.toLowerCase())); copy++) {
      name = `${label}:${copy}`;
    }
    seen.add(name.toLowerCase());
    return { ...column, name };
  });
}
