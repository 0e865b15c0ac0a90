/** What binding yields: every name resolved, every method chosen, nothing ordered yet. */
import type { Await, Method, OperationProtocol } from "../catalog/model.ts";
import type { Column } from "../common/value.ts";
import type { Query, RegistryList, RegistryPull, SessionStatement } from "../sql/ast.ts";
import type { FileFormat } from "./binder/files.ts";
import type { ResourceRelation, Scan } from "./scan.ts";
import type { BoundStore } from "./stored.ts";

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
  /**
   * How many of the parameters, from the first on, tell which object is meant: rows that agree in them change the same
   * one. Absent where every row stands for itself.
   */
  readonly identity?: number;
  /** True where a failing call does not keep later ones from being made (`CONTINUE`). */
  readonly continues: boolean;
  /** What each call is waited for (`AWAIT`). */
  readonly await?: BoundAwait;
  /** Reads the object after a change that answers with nothing, where RETURNING asks for it. */
  readonly readBack?: Method;
  /**
   * What to return, as a query over one scan. Its rows are those of the responses; but for EXEC each has the cells of
   * its row of `input` behind it. Absent where nothing was asked for.
   */
  readonly returning?: BoundQueryStatement;
}

/** What a call is waited for: the object that it made, changed or deletes, or the operation that the API began. */
export type BoundAwait = AwaitObject | AwaitOperation;

interface Pace {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** True where no progress is told (`NOSTATUS`). */
  readonly quiet: boolean;
  /** The method whose columns the rows have when the waiting is over. */
  readonly returned: Method;
}

/** Waiting until the object is ready, or gone. */
export interface AwaitObject extends Pace {
  readonly kind: "object";
  readonly rule: Await;
  /** Reads the object. */
  readonly read: Method;
  readonly untilGone: boolean;
}

/** Waiting until the operation has ended. */
export interface AwaitOperation extends Pace {
  readonly kind: "operation";
  readonly protocol: OperationProtocol;
  /** True where the API may say how long to wait (`Retry-After`): the statement does not. */
  readonly heedsRetryAfter: boolean;
}

export interface BoundExplain {
  readonly kind: "explain";
  readonly analyze: boolean;
  readonly format: "text" | "json";
  readonly statement: BoundStatement;
}

/** The rows of a query, written to a file. */
export interface BoundCopy {
  readonly kind: "copy";
  readonly path: string;
  readonly format: FileFormat;
  readonly header: boolean;
  readonly delimiter: string;
  readonly input: BoundQueryStatement;
}

export interface BoundRegistry {
  readonly kind: "registry";
  readonly statement: RegistryList | RegistryPull;
}

export interface BoundSession {
  readonly kind: "session";
  readonly statement: SessionStatement;
}

export type BoundStatement =
  | BoundQueryStatement
  | BoundCall
  | BoundExplain
  | BoundCopy
  | BoundRegistry
  | BoundSession
  | BoundStore;
