/** The engine that statements run on, and the run of one statement. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Registry } from "../catalog/registry/registry.ts";
import type { EventSink, Warning } from "../common/event.ts";
import type { Connector } from "../connector/call.ts";
import type { Backend } from "../execution/backends/backend.ts";
import { createGuards, type Guards, type GuardSettings } from "../execution/guards.ts";
import type { Run } from "../execution/run.ts";
import type { SessionPort } from "../execution/session-port.ts";
import type { BindEnvironment } from "../planner/binder/bind.ts";
import type { Rule } from "../planner/rules/rules.ts";
import type { Settings } from "./settings.ts";
import type { TransactionState } from "./transaction-state.ts";

/** What all statements of a session share. */
export interface Engine {
  readonly catalog: Catalog;
  readonly connector: Connector;
  readonly backend: Backend;
  readonly registry: Registry | undefined;
  readonly session: SessionPort;
  readonly environment: BindEnvironment;
  readonly onEvent: EventSink;
  readonly fanOut: number;
  readonly dryRun: boolean;
  readonly maxPages: number | undefined;
  readonly limits: Limits;
  readonly transaction: TransactionState;
  /** Optimizer rules in use; tests leave some out. */
  readonly rules: readonly Rule[];
  /** False sends every query through the local database; tests compare both ways. */
  readonly streaming: boolean;
}

/** What keeps a statement from doing too much. */
export type Limits = Pick<Settings, keyof GuardSettings | "maxRows" | "confirm" | "confirmAbove">;

/** A run with the means to end it and the warnings it gathers. */
export interface StatementRun extends Run {
  readonly abort: AbortController;
  readonly warnings: Warning[];
  readonly guards: Guards;
  readonly limits: Limits;
  /** The statement as events show it: the rest of its script may hold secrets that are not known yet. */
  shown: string;
  /** Called when the statement fails while it is read. */
  readonly onFailure: () => void;
}

export function newRun(engine: Engine, outer: AbortSignal): StatementRun {
  const abort = new AbortController();
  const warnings: Warning[] = [];
  const { catalog, connector, backend, registry, session, onEvent, fanOut, dryRun, maxPages, limits } = engine;
  return {
    catalog,
    connector,
    backend,
    registry,
    session,
    onEvent,
    fanOut,
    dryRun,
    maxPages,
    limits,
    guards: createGuards(limits),
    onFailure: () => engine.transaction.fail(),
    abort,
    warnings,
    shown: "",
    signal: AbortSignal.any([outer, abort.signal]),
    provided: new Map(),
    warn: (warning) => {
      // Every page may have the same remark: it is told once.
      if (warnings.some((known) => known.message === warning.message)) return;
      warnings.push(warning);
      onEvent({ kind: "warning", warning });
    },
  };
}
