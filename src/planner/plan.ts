/** The plans: readonly data, each phase a pure function from one to the next. `explain.ts` prints them. */
import type { Column } from "../common/value.ts";
import type { Expression, Query } from "../sql/ast.ts";
import type { BoundCall, BoundExplain, BoundQueryStatement, BoundRegistry, BoundSession } from "./bound.ts";
import type { Scan } from "./scan.ts";

/** A query whose scans stand in rounds: each round needs only earlier ones. */
export interface LogicalQuery extends Omit<BoundQueryStatement, "scans"> {
  readonly rounds: readonly (readonly Scan[])[];
}

export interface LogicalCall extends Omit<BoundCall, "input" | "returning"> {
  readonly input: LogicalQuery;
  readonly returning?: LogicalQuery;
}

export interface LogicalExplain extends Omit<BoundExplain, "statement"> {
  readonly plan: LogicalPlan;
}

export type LogicalPlan = LogicalQuery | LogicalCall | LogicalExplain | BoundRegistry | BoundSession;

/** One scan, filtered, projected and cut off row by row: never touches the local database. */
export interface StreamPlan {
  readonly kind: "stream";
  readonly scan: Scan;
  readonly predicate?: Expression;
  readonly projection: readonly Expression[];
  readonly columns: readonly Column[];
  readonly limit?: number;
  readonly offset: number;
}

/** Rows that need neither a scan nor the local database: VALUES or SELECT of literals. */
export interface ConstantPlan {
  readonly kind: "constant";
  readonly rows: readonly (readonly Expression[])[];
  readonly columns: readonly Column[];
}

/** Scans acquired and staged round by round, then one local query. */
export interface StagedPlan {
  readonly kind: "staged";
  readonly rounds: readonly (readonly Scan[])[];
  readonly query: Query;
  readonly columns: readonly Column[];
}

export type PhysicalQuery = ConstantPlan | StreamPlan | StagedPlan;

export interface PhysicalCall extends Omit<BoundCall, "input" | "returning"> {
  readonly input: PhysicalQuery;
  readonly returning?: PhysicalQuery;
}

export interface PhysicalExplain extends Omit<BoundExplain, "statement"> {
  readonly plan: PhysicalPlan;
}

export type PhysicalPlan = PhysicalQuery | PhysicalCall | PhysicalExplain | BoundRegistry | BoundSession;

/** The scans of a query, sources before what needs them. */
export function scansOf(query: PhysicalQuery): readonly Scan[] {
  switch (query.kind) {
    case "constant":
      return [];
    case "stream":
      return [query.scan];
    case "staged":
      return query.rounds.flat();
  }
}
