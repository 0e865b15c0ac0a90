import { type CallOutcome, outcomeLines } from "./call-outcome.ts";
import { hidePasswords } from "./shown-sql.ts";
import { caretLines, positionAt, type Span } from "./span.ts";

/**
 * Every condition that the engine reports, with its stable SQLSTATE. Standard codes are PostgreSQL's (appendix
 * "PostgreSQL Error Codes"); class HV is SQL/MED (foreign data), used for what an API answered; class TB is ours.
 */
export const errorCodes = {
  syntax_error: "42601",
  undefined_table: "42P01",
  duplicate_table: "42P07",
  wrong_object_type: "42809",
  undefined_column: "42703",
  undefined_function: "42883",
  duplicate_function: "42723",
  undefined_parameter: "42P02",
  ambiguous_column: "42702",
  duplicate_alias: "42712",
  grouping_error: "42803",
  windowing_error: "42P20",
  feature_not_supported: "0A000",
  invalid_parameter_value: "22023",
  invalid_json: "22032",
  data_exception: "22000",
  constraint_violation: "23000",
  cardinality_violation: "21000",
  lock_not_available: "55P03",
  query_canceled: "57014",
  active_sql_transaction: "25001",
  no_active_sql_transaction: "25P01",
  in_failed_sql_transaction: "25P02",
  read_only_sql_transaction: "25006",
  invalid_savepoint_specification: "3B001",
  rollback_failed: "TB035",
  io_error: "58030",
  configuration_error: "F0000",
  internal_error: "XX000",
  missing_argument: "TB001",
  unsupported_verb: "TB002",
  filter_dropped_page: "TB003",
  page_limit_reached: "TB005",
  request_limit_reached: "TB031",
  row_limit_reached: "TB032",
  source_failed: "TB033",
  transaction_left_open: "TB034",
  local_changes_stand: "TB036",
  returning_left_out: "TB037",
  unknown_hint: "TB040",
  file_access_denied: "TB020",
  network_access_denied: "TB021",
  request_not_recorded: "TB022",
  invalid_provider_document: "TB010",
  registry_error: "TB011",
  missing_credentials: "28000",
  upstream_unauthenticated: "28P01",
  upstream_forbidden: "42501",
  upstream_conflict: "23505",
  upstream_rate_limited: "53400",
  upstream_quota_exceeded: "53000",
  upstream_not_found: "HV00R",
  upstream_rejected: "HV00L",
  upstream_failed: "HV000",
  upstream_bad_response: "HV00J",
  pagination_loop: "HV00K",
  connection_failed: "08001",
  upstream_timeout: "08006",
} as const;

export type ErrorCondition = keyof typeof errorCodes;

/** Where in the pipeline an error arose. */
export type Stage = "parse" | "bind" | "plan" | "request" | "execute" | "output" | "config" | "registry";

export interface ErrorDetails {
  readonly condition: ErrorCondition;
  readonly stage: Stage;
  readonly message: string;
  /** The place in `sql`; absent where the error has none. */
  readonly span?: Span | undefined;
  /** The text that `span` refers to; added by the session where the thrower did not know it. */
  readonly sql?: string | undefined;
  /** How to mend it: one or more sentences. */
  readonly hint?: string | undefined;
  /** What became of each call, where a statement of several failed in part. */
  readonly outcomes?: readonly CallOutcome[] | undefined;
  /** What an API answered, where it refused. */
  readonly upstream?: UpstreamAnswer | undefined;
  readonly cause?: unknown;
}

/** An answer that is no success: its HTTP status, and the codes that its body and headers name. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly codes: readonly string[];
}

/** The one error class of the engine: a stable code, a place, and how to mend it. */
export class EngineError extends Error {
  readonly condition: ErrorCondition;
  readonly stage: Stage;
  readonly span: Span | undefined;
  readonly sql: string | undefined;
  readonly hint: string | undefined;
  readonly outcomes: readonly CallOutcome[] | undefined;
  readonly upstream: UpstreamAnswer | undefined;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "EngineError";
    this.condition = details.condition;
    this.stage = details.stage;
    this.span = details.span;
    this.sql = details.sql === undefined ? undefined : hidePasswords(details.sql);
    this.hint = details.hint;
    this.outcomes = details.outcomes;
    this.upstream = details.upstream;
  }

  /** The SQLSTATE of the condition, five characters. */
  get code(): string {
    return errorCodes[this.condition];
  }

  /** The same error with the SQL text that its span refers to; itself where it already has one. */
  withSql(sql: string): EngineError {
    return this.sql === undefined ? this.with({ sql }) : this;
  }

  /** The same error, some of its details said otherwise. */
  with(changes: Partial<ErrorDetails>): EngineError {
    const { condition, stage, message, span, sql, hint, outcomes, upstream, cause } = this;
    return new EngineError({ condition, stage, message, span, sql, hint, outcomes, upstream, cause, ...changes });
  }

  /** What a person reads: code and message, the source line with a caret, the hint. */
  override toString(): string {
    const lines = [`ERROR ${this.code} (${this.condition}): ${this.message}`];
    if (this.span !== undefined && this.sql !== undefined) lines.push(caretLines(this.sql, this.span));
    if (this.hint !== undefined) lines.push(`HINT: ${this.hint}`);
    lines.push(...outcomeLines(this.outcomes ?? []));
    return lines.join("\n");
  }

  /** The wire form: what a program reads. */
  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      condition: this.condition,
      stage: this.stage,
      message: this.message,
      ...(this.span !== undefined && this.sql !== undefined ? { position: positionAt(this.sql, this.span.start) } : {}),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.outcomes === undefined ? {} : { outcomes: this.outcomes }),
    };
  }
}

/** The message of whatever was thrown, for the end of a message. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Stops where the engine broke a promise to itself: always our bug, never the user's. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new EngineError({
      condition: "internal_error",
      stage: "execute",
      message: `internal error, a defect of Tributary: ${message}`,
    });
  }
}

/** Any thrown value as an EngineError; what was none becomes an internal error. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const message = reasonOf(thrown);
  return new EngineError({
    condition: "internal_error",
    stage: "execute",
    message: `internal error, a defect of Tributary: ${message}`,
    cause: thrown,
  });
}
