/** What became of the sources of a statement: the calls by which it read from APIs. */
import type { JsonValue } from "./value.ts";

/**
 * Calls of one scan that fared alike: those that succeeded are told together, as are those that were not made; each
 * that failed is told alone. Carries no secrets.
 */
export interface SourceOutcome {
  /** `provider.service.resource` */
  readonly relation: string;
  /** Its name in the statement. */
  readonly alias: string;
  readonly provider: string;
  /** The name of the account, where it has one of its own. */
  readonly connection?: string | undefined;
  /** `provider.service.resource.method` */
  readonly method: string;
  /** Of a call that failed: what it was called with. */
  readonly arguments?: { readonly [name: string]: JsonValue } | undefined;
  /** `kept` has rows of an earlier call, made when asked for; `ignored` failed as the connection takes for no rows; `skipped` was not needed any more, or not made because the statement ended before it. */
  readonly status: "ok" | "kept" | "ignored" | "failed" | "skipped";
  /** Of the last response; absent where there was none, or where the calls had several. */
  readonly httpStatus?: number | undefined;
  /** SQLSTATE and condition of the failure. */
  readonly code?: string | undefined;
  readonly condition?: string | undefined;
  readonly message?: string | undefined;
  readonly calls: number;
  readonly requests: number;
  /** Rows that were had of the calls, those of a failed one before it failed included. */
  readonly rows: number;
}
