/**
 * Connections: the accounts of a provider, each with a name that stands for it in SQL, its own credentials, and its own
 * way through the network. The config file and CREATE CONNECTION declare them; faces hand them to the session.
 */
import type { AuthConfig } from "../catalog/model.ts";
import type { TimeoutRule } from "./network.ts";

/**
 * Where the value of a variable comes from: the text itself, another variable of the environment, a file, the output of
 * a program, or the keychain of the operating system. Read when first needed, kept for as long as the process lives.
 */
export type VariableSource =
  | string
  | { readonly env: string }
  | { readonly file: string }
  | { readonly exec: readonly [program: string, ...parameters: string[]] }
  | { readonly keychain: string; readonly account?: string | undefined };

/** How requests of a connection reach their servers; what is absent is as the session has it. */
export interface ConnectionNetwork {
  /** URL of an HTTP proxy, its user and password included; empty for none. */
  readonly proxy?: string | undefined;
  /** File of PEM certificates that are trusted. */
  readonly caBundle?: string | undefined;
  /** `replace`: no others are. */
  readonly caMode?: "extra" | "replace" | undefined;
  /** PEM files with the certificate of the client and its key. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly keyPassword?: VariableSource | undefined;
  readonly allowInsecureTls?: boolean | undefined;
}

/** Absent ones are those of the session. */
export interface ConnectionLimits {
  /** Requests in flight per host. */
  readonly concurrency?: number | undefined;
  /** Requests per second and host. */
  readonly rate?: number | undefined;
  /** Attempts after the first. */
  readonly retries?: number | undefined;
  /** Per request, in milliseconds. */
  readonly timeoutMilliseconds?: number | undefined;
  /** Of parts of a request, after the rules of the session. */
  readonly timeouts?: readonly TimeoutRule[] | undefined;
}

export const connectionErrorRules = ["fail", "warn"] as const;
export type ConnectionErrorRule = (typeof connectionErrorRules)[number];

/** One account of a provider. */
export interface Connection {
  /** Stands where the name of a provider may stand. */
  readonly name: string;
  /** Whose documents describe its relations. */
  readonly provider: string;
  /** In place of what the documents declare: for the whole provider (``), or by service. */
  readonly auth: { readonly [service: string]: AuthConfig };
  /** Variables that win over those of the environment, for this connection only. */
  readonly variables: { readonly [name: string]: VariableSource };
  /** Values of parameters that a statement leaves out. */
  readonly parameters: { readonly [parameter: string]: string };
  /** What `'*'` stands for where a parameter is compared with it. */
  readonly values: { readonly [parameter: string]: readonly string[] };
  /** Queries that yield such values, where they are not known beforehand. */
  readonly lookups?: { readonly [parameter: string]: string } | undefined;
  /** Origin that every server of the provider is redirected to; paths are kept. */
  readonly endpoint?: string | undefined;
  readonly network: ConnectionNetwork;
  readonly limits: ConnectionLimits;
  /** What becomes of a query of which a source on this connection fails; absent: as the statement or session says. */
  readonly onError?: ConnectionErrorRule | undefined;
  /** Codes of errors (of the API, or HTTP statuses) that mean "nothing there". */
  readonly ignore: readonly string[];
  readonly tags: { readonly [name: string]: string };
  /** Where it was declared, for people: a file, or `CREATE CONNECTION`. */
  readonly source: string;
}

/** Several connections of one provider that are asked as one. */
export interface ConnectionGroup {
  readonly name: string;
  /** Names; `*` stands for any run of characters. */
  readonly members: readonly string[];
  readonly onError?: ConnectionErrorRule | undefined;
  readonly source: string;
}

/** `source` of what nobody declared as a connection: `--auth` configures the account of a provider's own name. */
export const authSource = "--auth";

/** All that are declared. */
export interface Connections {
  readonly connections: readonly Connection[];
  readonly groups: readonly ConnectionGroup[];
}

/** None: providers are named by their own names and take their credentials from the environment. */
export const noConnections: Connections = { connections: [], groups: [] };
