/** What binding yields: every name resolved, every method chosen, nothing ordered yet. */
import type { Method } from "../catalog/model.ts";
import type { Column } from "../common/value.ts";
import type { Query, RegistryList, RegistryPull, SessionStatement } from "../sql/ast.ts";
import type { ResourceRelation, Scan } from "./scan.ts";

export interface BoundQueryStatement {
  readonly kind: "query";
  readonly scans: readonly Scan[];
  /** The query in names of the local database. */
  readonly query: Query;
  readonly columns: readonly Column[];
}

/** Calls of a method that changes something or answers once: one call for each row of `input`. */
export interface BoundCall {
  readonly kind: "call";
  readonly verb: "INSERT" | "UPDATE" | "REPLACE" | "DELETE" | "EXEC";
  readonly relation: ResourceRelation;
  readonly method: Method;
  /** Yields the arguments: column i of a row is the value of `parameters[i]`. */
  readonly input: BoundQueryStatement;
  readonly parameters: readonly string[];
  /** True where one more column holds the whole body (`@@json`). */
  readonly wholeBody: boolean;
  /** What to return of the responses, as a query over one scan: the responses. Absent where nothing was asked for. */
  readonly returning?: BoundQueryStatement;
}

export interface BoundExplain {
  readonly kind: "explain";
  readonly analyze: boolean;
  readonly format: "text" | "json";
  readonly statement: BoundStatement;
}

export interface BoundRegistry {
  readonly kind: "registry";
  readonly statement: RegistryList | RegistryPull;
}

export interface BoundSession {
  readonly kind: "session";
  readonly statement: SessionStatement;
}

export type BoundStatement = BoundQueryStatement | BoundCall | BoundExplain | BoundRegistry | BoundSession;
