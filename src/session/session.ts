/** A session: the engine put together from settings, and the statements that run on it. */
import { randomUUID } from "node:crypto";
import { openCatalog } from "../catalog/store/open.ts";
import { createRegistry, defaultRegistryUrl } from "../catalog/registry/registry.ts";
import { systemRelations } from "../catalog/relations/system-relations.ts";
import type { EventSink } from "../common/event.ts";
import type { ResultSet } from "../common/result.ts";
import { createConnector } from "../connector/connector.ts";
import { createSqliteBackend } from "../execution/backends/sqlite/backend.ts";
import { createStore } from "../execution/backends/sqlite/store.ts";
import { createDatabases, type Databases } from "../execution/databases/attached.ts";
import { createBudget } from "../execution/guards.ts";
import { localFiles } from "../execution/files/file-source.ts";
import type { BindEnvironment } from "../planner/binder/bind.ts";
import { checkRules } from "../planner/kept.ts";
import { rules } from "../planner/rules/rules.ts";
import { openConnections } from "./connections.ts";
import { connectionsRelation } from "./connections-relation.ts";
import { execute } from "./execute.ts";
import { Journal } from "./journal.ts";
import { journalFile } from "./journal-file.ts";
import type { Parameters } from "./parameters.ts";
import { functionsRelation } from "./functions-relation.ts";
import { newSessionPort, type OwnSessionPort } from "./port.ts";
import { RequestLog } from "./request-log.ts";
import type { Engine } from "./run.ts";
import { storedRelation } from "./stored-relation.ts";
import type { Settings } from "./settings.ts";
import { storedFacts } from "./stored-facts.ts";
import { warnOfOpenTransaction } from "./transaction.ts";
import { TransactionState } from "./transaction-state.ts";

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
  const databases = createDatabases(settings);
  const file = settings.store === undefined ? undefined : journalFile(`${settings.store}.calls`);
  const journal = new Journal(() => randomUUID(), file);
  const engine = createEngine({
    settings,
    onEvent: see,
    session: newSessionPort(settings, { log, journal, databases }),
    journal,
    overrides: { databases, ...overrides },
  });
  return {
    execute: (sql, { signal, parameters } = {}) => {
      const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
      return execute(sql, engine, AbortSignal.any(signals), parameters);
    },
    close: async () => {
      closing.abort();
      warnOfOpenTransaction(engine);
      journal.close();
      engine.backend.close();
      await Promise.all([engine.connector.close(), databases.close()]);
    },
  };
}

interface Parts {
  readonly settings: Settings;
  readonly onEvent: EventSink;
  readonly session: OwnSessionPort;
  readonly journal: Journal;
  readonly overrides: EngineOverrides & { readonly databases: Databases };
}

function createEngine({ settings, onEvent, session, journal, overrides }: Parts): Engine {
  checkRules(settings.keep);
  const connector = createConnector({ ...settings, userAgent: `tributary/${settings.version}` });
  const store = createStore(settings.store);
  const catalog =
    overrides.catalog ??
    openCatalog({ shippedDirectory: settings.shippedProviders, userDirectory: settings.userProviders });
  const connections = openConnections(settings, catalog, () => store.connections());
  const environment: BindEnvironment = {
    catalog,
    connections,
    systemRelations: {
      ...systemRelations,
      "tributary.stored_relations": storedRelation(store),
      "tributary.functions": functionsRelation(store),
      "tributary.connections": connectionsRelation(connections),
    },
    // USE and SET change the session between statements.
    get defaultProvider() {
      return session.now().defaultProvider;
    },
    stored: store,
    attached: overrides.databases,
    files: settings.fileAccess ? localFiles : undefined,
    keep: settings.keep,
  };
  return {
    catalog,
    connector,
    backend: createSqliteBackend(store),
    registry: createRegistry({
      ...settings.registryAccess,
      url: settings.registryUrl ?? defaultRegistryUrl,
      userDirectory: settings.userProviders,
      fetchBytes: connector.fetchBytes,
    }),
    session: { ...session, ...storedFacts(store, environment) },
    databases: overrides.databases,
    connections,
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
    transaction: new TransactionState(),
    journal,
    get rollbackType() {
      return session.now().rollbackType;
    },
    maxTransactionDepth: settings.maxTransactionDepth,
    rules: overrides.rules ?? rules,
    streaming: overrides.streaming ?? true,
  };
}
