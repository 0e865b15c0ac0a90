/** The plans: readonly data, each phase a pure function from one to the next. `explain.ts` prints them. */
import type { Column } from "../common/value.ts";
import type { Expression, Query } from "../sql/ast.ts";
import type { BoundCall, BoundCopy, BoundExplain, BoundQueryStatement, BoundRegistry, BoundSession } from "./bound.ts";
import type { Scan } from "./scan.ts";
import type { BoundStore } from "./stored.ts";

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

export interface LogicalStore extends Omit<BoundStore, "input"> {
  readonly input?: LogicalQuery;
}

export interface LogicalCopy extends Omit<BoundCopy, "input"> {
  readonly input: LogicalQuery;
}

export type LogicalPlan =
  | LogicalQuery
  | LogicalCall
  | LogicalExplain
  | LogicalCopy
  | BoundRegistry
  | BoundSession
  | LogicalStore;

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

/** What a statement does in the store; its input is part of the SQL that does it. */
export interface PhysicalStore extends Omit<BoundStore, "input"> {
  readonly input?: StagedPlan;
}

export interface PhysicalCopy extends Omit<BoundCopy, "input"> {
  readonly input: PhysicalQuery;
}

export type PhysicalPlan =
  | PhysicalQuery
  | PhysicalCall
  | PhysicalExplain
  | PhysicalCopy
  | BoundRegistry
  | BoundSession
  | PhysicalStore;

/** True for the plans that yield rows and change nothing. */
export function isQueryPlan(plan: PhysicalPlan): plan is PhysicalQuery {
  return plan.kind === "constant" || plan.kind === "stream" || plan.kind === "staged";
}

/** True for what would change something at an API. */
export function isMutation(plan: PhysicalPlan): plan is PhysicalCall {
  return plan.kind === "call" && changesSomething(plan);
}

/** EXEC may just as well read. */
export function changesSomething({ verb, method }: Pick<PhysicalCall, "verb" | "method">): boolean {
  return verb !== "EXEC" || method.request.httpMethod !== "GET";
}

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
