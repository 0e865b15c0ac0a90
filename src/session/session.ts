/** A session: the engine put together from settings, and the statements that run on it. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { withSources } from "../catalog/sources/sources.ts";
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
import { credentialsRelation } from "./credentials-relation.ts";
import { execute } from "./execute.ts";
import { Journal } from "./journal.ts";
import { journalFile, journalPath } from "./journal-file.ts";
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

export function openSession(given: Settings, onEvent: EventSink, overrides: EngineOverrides = {}): Session {
  // AUTH LOGIN changes it for all that read it.
  const settings = { ...given, signedIn: {} };
  const closing = new AbortController();
  const log = new RequestLog();
  const see: EventSink = (event) => {
    log.see(event);
    onEvent(event);
  };
  const databases = createDatabases(settings);
  // What a recording answers has changed nothing that could be undone.
  const noted = settings.replay === undefined ? settings.store : undefined;
  const file = noted === undefined ? undefined : journalFile(journalPath(noted));
  const journal = new Journal(() => randomUUID(), file);
  const engine = createEngine({
    settings,
    onEvent: see,
    session: newSessionPort(settings, { log, journal, databases }),
    journal,
    signal: closing.signal,
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
  /** Fires when the session is closed. */
  readonly signal: AbortSignal;
  readonly overrides: EngineOverrides & { readonly databases: Databases };
}

/** What is compiled of sources lies in a folder that is hidden from whoever lists what was pulled. */
function catalogOf({ shippedProviders, userProviders, sources, version }: Settings): Catalog {
  const installed = openCatalog({ shippedDirectory: shippedProviders, userDirectory: userProviders });
  if (sources.length === 0) return installed;
  return withSources(installed, { folders: sources, directory: join(userProviders, ".sources"), release: version });
}

function createEngine({ settings, onEvent, session, journal, signal, overrides }: Parts): Engine {
  checkRules(settings.keep);
  const connector = createConnector({ ...settings, userAgent: `tributary/${settings.version}` });
  const store = createStore(settings.store);
  const catalog = overrides.catalog ?? catalogOf(settings);
  const connections = openConnections(settings, catalog, () => store.connections());
  const environment: BindEnvironment = {
    catalog,
    connections,
    systemRelations: {
      ...systemRelations,
      "tributary.stored_relations": storedRelation(store),
      "tributary.functions": functionsRelation(store),
      "tributary.connections": connectionsRelation(connections),
      "tributary.credentials": credentialsRelation({
        catalog,
        connector,
        settings,
        connections: connections.declared,
        signal,
        onEvent,
      }),
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
      // What lies on this machine is all that there is of the registry then.
      ...(settings.offline === true && { offline: true }),
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
