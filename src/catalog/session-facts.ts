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
  /** The credentials that the user gave, by `provider` or `provider.service`. */
  auth(): ReadonlyMap<string, AuthFact>;
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
  /** `provider.service.resource.method`; undefined for requests of no method, such as documents of the registry. */
  readonly operation: string | undefined;
  readonly httpMethod: string;
  /** With secrets masked. */
  readonly url: string;
  readonly status: number | undefined;
  readonly milliseconds: number | undefined;
  readonly bytes: number | undefined;
}
