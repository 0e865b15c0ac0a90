/** Everything that can be set, as one typed object with its defaults; faces fill it from files, environment and flags. */
import type { RegistryAccess } from "../catalog/registry/access.ts";
import type { ConnectorConfig } from "../connector/call.ts";
import { type Connections, noConnections } from "../connector/connection.ts";
import type { KeepRule } from "../planner/kept.ts";
import type { GuardSettings } from "../execution/guards.ts";

export interface Settings extends Omit<ConnectorConfig, "userAgent" | "readVariable">, GuardSettings {
  /** Compiled providers that came with the package. */
  readonly shippedProviders: string;
  /** Where pulled providers are kept. */
  readonly userProviders: string;
  /** Folders of provider documents that are taken as they stand, before what is installed. */
  readonly sources: readonly string[];
  readonly registryUrl: string | undefined;
  /** How the registry is reached beside its address: folders, archives on this machine, whose signatures count. */
  readonly registryAccess: RegistryAccess | undefined;
  /** Lets `service.resource` stand for `provider.service.resource`. */
  readonly defaultProvider: string | undefined;
  /** Pages of one call; absent means all. */
  readonly maxPages: number | undefined;
  /** Nothing is sent: writes show their requests, queries their plan. */
  readonly dryRun: boolean;
  /** Rows of one statement; after them it stops, with a warning where there were more. Absent means all. */
  readonly maxRows: number | undefined;
  /**
   * Asked before a statement that is known to make more requests than `confirmAbove`; false cancels it. Absent means
   * that nobody is asked.
   */
  readonly confirm: ((requests: number) => Promise<boolean>) | undefined;
  readonly confirmAbove: number;
  /** Requests of all statements of the session; absent means no limit. */
  readonly requestBudget: number | undefined;
  /** Accounts with names of their own; what is a function is asked when a statement first names a provider. */
  readonly connections: Connections | (() => Promise<Connections>);
  /** Relations whose rows are kept for a while, in the store; writes to their provider forget them. */
  readonly keep: readonly KeepRule[];
  /** The file of views and tables that outlives the session; absent, they end with it. */
  readonly store: string | undefined;
  /** Statements may read and write files of this machine, and attach databases; never where others send the statements. */
  readonly fileAccess: boolean;
  /** What becomes of writes in transactions, and of those that were sent where a transaction fails. */
  readonly rollbackType: RollbackType;
  /** How deep transactions nest; absent means that they may as deep as one likes. */
  readonly maxTransactionDepth: number | undefined;
  readonly version: string;
  /** What this version was built from, and when; absent where it runs from source. */
  readonly commit: string | undefined;
  readonly buildDate: string | undefined;
  /** Operating system and processor. */
  readonly platform: string;
}

/**
 * `nop`: COMMIT sends, and where it fails it tells what is to be undone. `undo`: it undoes that itself. `eager`: writes
 * are sent at once, and ROLLBACK undoes them.
 */
export const rollbackTypes = ["nop", "undo", "eager"] as const;
export type RollbackType = (typeof rollbackTypes)[number];

export const defaultSettings = {
  sources: [],
  registryUrl: undefined,
  registryAccess: undefined,
  defaultProvider: undefined,
  auth: {},
  endpoints: {},
  environment: (name: string) => process.env[name],
  concurrency: 32,
  timeoutMilliseconds: 45_000,
  retries: 4,
  maxPages: undefined,
  proxy: undefined,
  caBundle: undefined,
  caMode: "extra",
  certificate: undefined,
  key: undefined,
  keyPassword: undefined,
  timeouts: [],
  offline: false,
  record: undefined,
  replay: undefined,
  allowInsecureTls: false,
  dryRun: false,
  maxRequests: undefined,
  requestBudget: undefined,
  maxRate: undefined,
  maxRows: undefined,
  statementTimeoutMilliseconds: undefined,
  onError: "fail",
  confirm: undefined,
  confirmAbove: 1000,
  connections: noConnections,
  keep: [],
  store: undefined,
  fileAccess: false,
  commit: undefined,
  buildDate: undefined,
  platform: `${process.platform}/${process.arch}`,
  rollbackType: "nop",
  maxTransactionDepth: undefined,
} satisfies Partial<Settings>;
