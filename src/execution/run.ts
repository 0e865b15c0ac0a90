/** What a running statement works with; one for each statement. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Registry } from "../catalog/registry/registry.ts";
import type { Connector } from "../connector/call.ts";
import type { EventSink, Warning } from "../common/event.ts";
import type { Batch } from "../common/value.ts";
import type { ConnectionSource } from "./connected.ts";
import type { Backend } from "./backends/backend.ts";
import type { Databases } from "./databases/attached.ts";
import type { Guards } from "./guards.ts";
import type { CallJournal } from "./journal.ts";
import type { SessionPort } from "./session-port.ts";
import type { Sources } from "./sources.ts";

export interface Run {
  readonly catalog: Catalog;
  readonly connector: Connector;
  readonly backend: Backend;
  readonly registry: Registry | undefined;
  /** The session that the statement runs in. */
  readonly session?: SessionPort | undefined;
  /** The databases that it reads beside its providers. */
  readonly databases?: Databases | undefined;
  /** The accounts with names of their own; absent where there are none. */
  readonly connections?: ConnectionSource | undefined;
  /** Aborted when the caller cancels, when the consumer stops, or when any part of the statement fails. */
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
  readonly warn: (warning: Warning) => void;
  /** Calls of one fan-out that are open at once; the connector limits requests per host below it. */
  readonly fanOut: number;
  /** Writes show their requests instead of sending them. */
  readonly dryRun: boolean;
  /** Pages of one call; absent means all. */
  readonly maxPages: number | undefined;
  /** Limits; absent means none. */
  readonly guards?: Guards | undefined;
  /** Follows what becomes of each source; absent where nobody asks. */
  readonly sources?: Sources | undefined;
  /** Takes note of calls that change something; absent means that nobody does. */
  readonly journal?: CallJournal | undefined;
  /** True where rows must not be those of an earlier call: a write is fed with them. */
  readonly fresh?: boolean | undefined;
  /** Rows of scans that are not acquired: the responses that RETURNING reads. */
  readonly provided: ReadonlyMap<string, AsyncIterable<Batch>>;
}
