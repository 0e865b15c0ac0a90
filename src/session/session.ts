/** A session: the engine put together from settings, and the statements that run on it. */
import { openCatalog } from "../catalog/store/open.ts";
import { createRegistry, defaultRegistryUrl } from "../catalog/registry/registry.ts";
import { systemRelations } from "../catalog/relations/system-relations.ts";
import type { EventSink } from "../common/event.ts";
import type { ResultSet } from "../common/result.ts";
import { createConnector } from "../connector/connector.ts";
import { createSqliteBackend } from "../execution/backends/sqlite/backend.ts";
import { createStore } from "../execution/backends/sqlite/store.ts";
import { createBudget } from "../execution/guards.ts";
import { localFiles } from "../execution/files/file-source.ts";
import type { BindEnvironment } from "../planner/binder/bind.ts";
import { checkRules } from "../planner/kept.ts";
import { rules } from "../planner/rules/rules.ts";
import { execute } from "./execute.ts";
import type { Parameters } from "./parameters.ts";
import { newSessionPort, type OwnSessionPort } from "./port.ts";
import { RequestLog } from "./request-log.ts";
import type { Engine } from "./run.ts";
import { storedRelation } from "./stored-relation.ts";
import type { Settings } from "./settings.ts";
import { storedFacts } from "./stored-facts.ts";
import { warnOfOpenTransaction } from "./transaction.ts";
import { createTransactionState } from "./transaction-state.ts";

export interface Session {
  /**
   * Runs the statements of a script in order. Each result must be read, or left, before the next statement starts.
   * Throws EngineError, and stops at the first statement that fails.
   */
  execute(sql: string, options?: ExecuteOptions): AsyncIterable<ResultSet>;
  /** Ends what still runs and frees what is held. */
  close(): Promise<void>;
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
  readonly parameters?: Parameters | undefined;
}

/** What only tests change. */
export type EngineOverrides = Partial<Pick<Engine, "rules" | "streaming" | "catalog">>;

export function openSession(settings: Settings, onEvent: EventSink, overrides: EngineOverrides = {}): Session {
  const closing = new AbortController();
  const log = new RequestLog();
  const see: EventSink = (event) => {
    log.see(event);
    onEvent(event);
  };
  const engine = createEngine(settings, see, newSessionPort(settings, log), overrides);
  return {
    execute: (sql, { signal, parameters } = {}) => {
      const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
      return execute(sql, engine, AbortSignal.any(signals), parameters);
    },
    close: async () => {
      closing.abort();
      warnOfOpenTransaction(engine);
      engine.backend.close();
      await engine.connector.close();
    },
  };
}

// oxlint-disable-next-line max-params -- the parts an engine is put together from
function createEngine(
  settings: Settings,
  onEvent: EventSink,
  session: OwnSessionPort,
  overrides: EngineOverrides,
): Engine {
  checkRules(settings.keep);
  const connector = createConnector({ ...settings, userAgent: `tributary/${settings.version}` });
  const store = createStore(settings.store);
  const catalog =
    overrides.catalog ??
    openCatalog({ shippedDirectory: settings.shippedProviders, userDirectory: settings.userProviders });
  const environment: BindEnvironment = {
    catalog,
    systemRelations: { ...systemRelations, "tributary.stored_relations": storedRelation(store) },
    // USE and SET change the session between statements.
    get defaultProvider() {
      return session.now().defaultProvider;
    },
    stored: store,
    files: settings.fileAccess ? localFiles : undefined,
    keep: settings.keep,
  };
  return {
    catalog,
    connector,
    backend: createSqliteBackend(store),
    registry: createRegistry({
      url: settings.registryUrl ?? defaultRegistryUrl,
      userDirectory: settings.userProviders,
      fetchBytes: connector.fetchBytes,
    }),
    session: { ...session, ...storedFacts(store, environment) },
    environment,
    onEvent,
    // Calls wait in the connector for a place at their host; more hosts may be in play than one.
    fanOut: settings.concurrency * 4,
    get dryRun() {
      return session.now().dryRun;
    },
    get maxPages() {
      return session.now().maxPages;
    },
    get limits() {
      return session.now();
    },
    budget: createBudget(settings.requestBudget),
    transaction: createTransactionState(),
    rules: overrides.rules ?? rules,
    streaming: overrides.streaming ?? true,
  };
}
