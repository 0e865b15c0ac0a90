/** Where scans stand in a query and in the queries for arguments, with the conditions that hold there. */
import type { Expression, Query, Select, TableRef } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import type { LogicalQuery } from "../plan.ts";

export interface Condition {
  readonly expression: Expression;
  /** True where an outer join between the scan and the condition may put NULLs in the place of its row. */
  readonly keepsMissing: boolean;
}

export interface Occurrence {
  /** All hold for every row of the scan that can matter in this place. */
  readonly conditions: readonly Condition[];
  readonly select: Select;
}

/** By the id of the scan. One SELECT that stands in several queries counts once. */
export function occurrencesIn({ query, rounds }: LogicalQuery): ReadonlyMap<string, readonly Occurrence[]> {
  const found = new Map<string, Occurrence[]>();
  const seen = new Set<Select>();
  for (const each of [query, ...argumentQueries({ rounds })]) {
    visit(each, {
      select: (select) => {
        if (seen.has(select)) return false;
        seen.add(select);
        for (const { id, conditions } of select.from === undefined
          ? []
          : leavesOf(select.from, conjuncts(select.where))) {
          found.set(id, [...(found.get(id) ?? []), { conditions, select }]);
        }
        return true;
      },
    });
  }
  return found;
}

/** The queries that yield arguments of scans. */
function argumentQueries({ rounds }: Pick<LogicalQuery, "rounds">): Query[] {
  return rounds
    .flat()
    .flatMap(({ sources }) => sources.flatMap((source) => (source.kind === "query" ? [source.query] : [])));
}

interface Leaf {
  readonly id: string;
  readonly conditions: readonly Condition[];
}

/** The tables of FROM, each with what ON and WHERE around it ask of its rows. */
function leavesOf(ref: TableRef, around: readonly Condition[]): Leaf[] {
  if (ref.kind === "named-table") {
    const [name] = ref.name.parts;
    return ref.name.parts.length === 1 && name !== undefined ? [{ id: name.name, conditions: around }] : [];
  }
  if (ref.kind !== "join") return [];
  const missing = around.map(({ expression }) => ({ expression, keepsMissing: true }));
  // A side that is kept whole is not narrowed by ON.
  const on = conjuncts(ref.on);
  const [keepsLeft, keepsRight] = [
    ref.join === "LEFT" || ref.join === "FULL",
    ref.join === "RIGHT" || ref.join === "FULL",
  ];
  return [
    ...leavesOf(ref.left, [...(keepsRight ? missing : around), ...(keepsLeft ? [] : on)]),
    ...leavesOf(ref.right, [...(keepsLeft ? missing : around), ...(keepsRight ? [] : on)]),
  ];
}

/** The expressions that AND joins. */
function conjuncts(expression: Expression | undefined): Condition[] {
  if (expression === undefined) return [];
  if (expression.kind === "binary" && expression.operator === "AND") {
    return [...conjuncts(expression.left), ...conjuncts(expression.right)];
  }
  return [{ expression, keepsMissing: false }];
}
