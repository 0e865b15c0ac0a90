/** The engine that statements run on, and the run of one statement. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Registry } from "../catalog/registry/registry.ts";
import type { EventSink, Warning } from "../common/event.ts";
import type { Connector } from "../connector/call.ts";
import type { Backend } from "../execution/backends/backend.ts";
import type { ConnectionSource } from "../execution/connected.ts";
import type { Databases } from "../execution/databases/attached.ts";
import { type Budget, createGuards, type Guards, type GuardSettings } from "../execution/guards.ts";
import type { Run } from "../execution/run.ts";
import type { SessionPort } from "../execution/session-port.ts";
import { Sources } from "../execution/sources.ts";
import type { BindEnvironment } from "../planner/binder/bind.ts";
import type { Statement } from "../sql/ast.ts";
import type { Rule } from "../planner/rules/rules.ts";
import type { Journal } from "./journal.ts";
import type { OwnSessionPort } from "./port.ts";
import type { RollbackType, Settings } from "./settings.ts";
import { onErrorOf } from "./statement-hints.ts";
import type { TransactionState } from "./transaction-state.ts";

/** What all statements of a session share. */
export interface Engine {
  readonly catalog: Catalog;
  readonly connector: Connector;
  readonly backend: Backend;
  readonly registry: Registry | undefined;
  readonly session: OwnSessionPort & SessionPort;
  readonly databases: Databases;
  readonly connections: ConnectionSource;
  readonly environment: BindEnvironment;
  readonly onEvent: EventSink;
  readonly fanOut: number;
  readonly dryRun: boolean;
  readonly maxPages: number | undefined;
  readonly limits: Limits;
  /** Of the whole session. */
  readonly budget: Budget;
  readonly transaction: TransactionState;
  readonly journal: Journal;
  readonly rollbackType: RollbackType;
  readonly maxTransactionDepth: number | undefined;
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
  readonly session: OwnSessionPort & SessionPort;
  readonly sources: Sources;
  readonly limits: Limits;
  /** The statement as events show it: the rest of its script may hold secrets that are not known yet. */
  shown: string;
  /** Called when the statement fails while it is read. */
  readonly onFailure: () => void;
}

/** The guards of a statement, with what its hint says of failing sources. */
function guardsOf(limits: Limits, onError: Limits["onError"] | undefined, { budget }: Engine): Guards {
  if (onError === undefined) return createGuards(limits, budget);
  return { ...createGuards({ ...limits, onError }, budget), isErrorRuled: true };
}

/** Throws `invalid_parameter_value` for hints of the statement that say nothing known. */
export function newRun(engine: Engine, outer: AbortSignal, statement: Statement): StatementRun {
  const abort = new AbortController();
  const warnings: Warning[] = [];
  const onError = onErrorOf(statement);
  const { catalog, connector, backend, registry, session, databases, connections, onEvent } = engine;
  const { fanOut, dryRun, maxPages, limits } = engine;
  return {
    catalog,
    connector,
    backend,
    registry,
    session,
    databases,
    connections,
    onEvent,
    fanOut,
    dryRun,
    maxPages,
    limits,
    guards: guardsOf(limits, onError, engine),
    sources: new Sources(),
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
