import type { EngineError, ErrorCondition } from "./error.ts";

/** A remark that belongs to a statement and does not fail it. */
export interface Warning {
  readonly condition: ErrorCondition;
  readonly message: string;
}

/** The scan that an event belongs to: its id in the plan; absent where the event belongs to none. */
interface OfScan {
  readonly scan?: string;
}

/**
 * What happens while statements run. Log, progress bar, EXPLAIN ANALYZE and tests subscribe; nothing else is passed
 * around. Events carry no secrets: URLs, headers and bodies in them are already redacted.
 */
export type EngineEvent =
  | { readonly kind: "statement-started"; readonly sql: string }
  | { readonly kind: "plan-made"; readonly plan: string }
  | ({
      readonly kind: "request-sent";
      readonly id: number;
      readonly method: string;
      readonly url: string;
      readonly body?: string | undefined;
      /** `provider.service.resource.method`, where a method asks. */
      readonly operation?: string | undefined;
      /** The path as the documents have it, with `{variables}`, where a method asks. */
      readonly template?: string | undefined;
    } & OfScan)
  | ({
      readonly kind: "response-received";
      readonly id: number;
      readonly status: number;
      readonly milliseconds: number;
      readonly bytes: number;
    } & OfScan)
  /** No answer came; it may be sent again. */
  | ({
      readonly kind: "request-failed";
      readonly id: number;
      readonly milliseconds: number;
      readonly error: EngineError;
    } & OfScan)
  | ({
      readonly kind: "request-retried";
      readonly id: number;
      readonly reason: string;
      readonly delayMilliseconds: number;
    } & OfScan)
  | ({ readonly kind: "page-read"; readonly relation: string; readonly rows: number } & OfScan)
  /** SQL that is sent to a database beside the providers. */
  | { readonly kind: "query-sent"; readonly relation: string; readonly sql: string }
  | ({ readonly kind: "rows-staged"; readonly relation: string; readonly rows: number } & OfScan)
  | { readonly kind: "fan-out-planned"; readonly relation: string; readonly calls: number }
  /**
   * The thread is about to run (on) or has run (off) local SQL. Where that is `brief`, signals can wait for its end;
   * else no handler may run for long.
   */
  | { readonly kind: "blocking"; readonly on: boolean; readonly brief?: boolean }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "warning"; readonly warning: Warning }
  | {
      readonly kind: "statement-ended";
      readonly rows: number;
      readonly milliseconds: number;
      readonly error?: EngineError | undefined;
    };

export type EventSink = (event: EngineEvent) => void;
