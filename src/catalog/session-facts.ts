/** What relations may tell of the session that asks: kept by the session, shown by `tributary.settings` and others. */
import type { SourceOutcome } from "../common/source.ts";
import type { Column, Value } from "../common/value.ts";

export interface SessionFacts {
  /** Every setting with its value as text, secrets masked. */
  settings(): readonly SettingFact[];
  /** The latest requests, oldest first. */
  requests(): readonly RequestFact[];
  /** The sources of the last statement that had any. */
  sources(): readonly SourceOutcome[];
  /** The calls whose rows are kept. */
  kept(): readonly KeptFact[];
  /** The views and tables that statements created. */
  stored(): readonly StoredFact[];
  /** The columns of a view, or of what a statement created; none where it cannot be read any more. */
  columnsOf(name: readonly string[]): Promise<readonly ColumnFact[]>;
  /** The databases that statements can name; absent where there can be none. */
  databases?(): readonly DatabaseFact[];
  /** The calls that changed something: those that a file keeps of other sessions, then those of this one. */
  journal(): readonly JournalFact[];
  /** The credentials that the user gave, by `provider` or `provider.service`. */
  auth(): ReadonlyMap<string, AuthFact>;
}

/** A database that is read beside the providers, without what opens it. */
export interface DatabaseFact {
  readonly name: string;
  readonly type: string;
  /** A path, or an address without its password. */
  readonly location: string;
  readonly readOnly: boolean;
  /** Who named it: a statement, or the opener of the session. */
  readonly source: "attached" | "given";
  /** What can be read in it, in the order of its names. */
  tables(): Promise<readonly TableFact[]>;
  /** The columns of what can be read in it. */
  columns(): Promise<readonly TableColumnFact[]>;
}

export interface TableFact {
  readonly schema: string;
  readonly name: string;
  readonly isView: boolean;
}

export interface TableColumnFact extends Column {
  readonly schema: string;
  readonly table: string;
}

/** How somebody proves who they are, without what proves it. */
export interface AuthFact {
  readonly type: string;
  readonly principal: string | undefined;
}

/** A view or table that a statement created. */
export interface StoredFact {
  readonly name: string;
  readonly kind: "view" | "table" | "materialized view";
  /** Where it lives: in the session, or in the store that outlives it. */
  readonly schema: "session" | "store";
  /** True where it is of the session although there is a store that others outlive it in. */
  readonly temporary: boolean;
  /** The query of a view, or the statement that created a table. */
  readonly definition: string;
}

export interface ColumnFact extends Column {
  /** True where no row may lack it; of APIs nothing is known. */
  readonly notNull?: boolean;
  /** The expression that fills it, as SQL. */
  readonly default?: string;
}

/** A call whose rows are kept for a while. */
export interface KeptFact {
  readonly relation: string;
  /** Milliseconds since 1970. */
  readonly kept: number;
  readonly expires: number;
  readonly rows: number;
}

export interface SettingFact {
  readonly name: string;
  /** NULL where it is not set. */
  readonly value: Value;
  readonly default: Value;
  /** Who decided: a `SET` or `USE` of the session, its opener, or nobody. */
  readonly source: "session" | "given" | "default";
  readonly description: string;
}

/** One attempt of a request; those that were never answered have no status. */
export interface RequestFact {
  readonly id: number;
  /** Counts the attempts of one request, from 1. */
  readonly attempt: number;
  readonly startedAt: Date;
  /** The name of the connection that it spoke for; undefined for none. */
  readonly connection: string | undefined;
  /** `provider.service.resource.method`; undefined for requests of no method, such as documents of the registry. */
  readonly operation: string | undefined;
  readonly httpMethod: string;
  /** With secrets masked. */
  readonly url: string;
  readonly status: number | undefined;
  readonly milliseconds: number | undefined;
  readonly bytes: number | undefined;
}

/** What is known of a call that changes something. Plain JSON, since it is kept in files. */
export interface JournalFact {
  readonly session: string;
  /** Counts the calls of the session, from 1. */
  readonly number: number;
  /** As it was given, on one line, with secrets masked. */
  readonly statement: string;
  readonly verb: string;
  /** `provider.service.resource.method`. */
  readonly operation: string;
  readonly httpMethod: string;
  /** With secrets masked. */
  readonly url: string;
  /**
   * `sending` before it is answered; `unknown` where it was never answered, or not so that one can tell; `undone` where
   * another call took it back.
   */
  readonly state: "sending" | "done" | "failed" | "unknown" | "undone";
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Of the HTTP response; NULL where it was none that means success. */
  readonly status: number | null;
  /** What tells the object from others, as JSON text. */
  readonly identity: string | null;
  /** The statement that would undo it. */
  readonly undo: string | null;
  /** The number of the call that this one undoes. */
  readonly undoes: number | null;
  readonly error: string | null;
}
