/** The connector's contract: one API call as a stream of rows. Nothing here knows SQL. */
import type { AuthConfig, IdentityCall, Method } from "../catalog/model.ts";
import type { EventSink, Warning } from "../common/event.ts";
import type { Batch, JsonValue, Value } from "../common/value.ts";
import type { Connection, VariableSource } from "./connection.ts";
import type { NetworkConfig } from "./network.ts";

/** A method and what to call it with. */
export interface Call {
  /** The provider and service that the method belongs to: credentials and endpoints are found by these. */
  readonly provider: string;
  readonly service: string;
  readonly method: Method;
  /** Auth that the documents declare, the nearest level that has one. */
  readonly auth?: AuthConfig | undefined;
  /** The account that the call speaks for; absent: credentials, endpoint and limits are those of the session. */
  readonly connection?: Connection | undefined;
  /** By `Parameter.name`. A `multiple` parameter may get an array as `Json`. */
  readonly arguments: ReadonlyMap<string, Value>;
  /** The whole body (`@@json`); body arguments are merged over it. */
  readonly body?: JsonValue | undefined;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
  /** Receives what the caller should tell the user, such as a 404 that became zero rows. */
  readonly onWarning: (warning: Warning) => void;
  /** Stop after this many pages, with a `page_limit_reached` warning if there was more. Absent: all pages. */
  readonly maxPages?: number | undefined;
  /** Called before each request goes out, retries included; what it throws ends the call in its place. */
  readonly beforeRequest?: (() => void) | undefined;
}

/** One response: its rows, in the order of `method.response.columns`, and what it was as a whole. */
export interface Page {
  readonly rows: Batch;
  readonly response: ResponseFacts;
}

export interface ResponseFacts {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Undefined where the method returns nothing that is of use. */
  readonly body: JsonValue | undefined;
}

/** What a call would send first, secrets masked. */
export interface RequestPreview {
  readonly httpMethod: string;
  readonly url: string;
  /** Without credentials. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | undefined;
}

/** Whose credentials are asked for. */
export interface CredentialQuestion extends Pick<Call, "provider" | "service" | "connection" | "auth"> {
  /** Origin of a server of the provider, where one is known: tokens may be for it alone. */
  readonly server?: string | undefined;
  /** The call that its documents declare for telling whose credentials they are. */
  readonly identity?: IdentityCall | undefined;
}

/**
 * verified: the provider accepted them; present: they are there, and nobody was asked; none: no credentials are wanted;
 * missing: there are none; expired, refused: they are no good; failed: it could not be found out.
 */
export type CredentialStatus = "verified" | "present" | "none" | "missing" | "expired" | "refused" | "failed";

/** What may be told of credentials: never what proves anything. */
export interface CredentialReport {
  readonly type: string;
  readonly status: CredentialStatus;
  /** Who one is, in the words of the provider or token. */
  readonly principal?: string | undefined;
  /** What that belongs to: an AWS account, a tenant, an organization. */
  readonly account?: string | undefined;
  /** Where the values were read: `place: names`, programs, files. */
  readonly sources: readonly string[];
  /** Variables that are wanted and not set. */
  readonly missing: readonly string[];
  readonly expires?: Date | undefined;
  /** Who was asked. */
  readonly verifiedBy?: string | undefined;
  /** What is wrong, and how to mend it. */
  readonly detail?: string | undefined;
}

export interface Connector {
  /**
   * Sends the requests of a call and yields its pages as they arrive. Throws EngineError: `missing_argument`,
   * `missing_credentials`, `upstream_*`, `connection_failed`, `pagination_loop`, `query_canceled`.
   */
  call(call: Call, options: CallOptions): AsyncIterable<Page>;
  /** The first request of a call, built but not sent; needs no credentials. Throws as building does. */
  preview(call: Call): RequestPreview;
  /** A digest of who the call speaks for and where it goes. */
  identity(call: Call): string;
  /** The bytes of a public document by GET, without credentials. Throws `registry_error` unless the status is 2xx. */
  fetchBytes(url: string, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Makes credentials as a call would, and asks the provider whose they are where it can tell. What is wrong with them
   * is told in the report; throws `query_canceled` only.
   */
  credentials(
    question: CredentialQuestion,
    options: Pick<CallOptions, "signal" | "onEvent">,
  ): Promise<CredentialReport>;
  /** Frees sockets and timers. */
  close(): Promise<void>;
}

export interface ConnectorConfig extends NetworkConfig {
  /** Credentials given by the user, by `provider` or `provider.service`; they replace what documents declare. */
  readonly auth: { readonly [name: string]: AuthConfig };
  /** What statements chose since, by name of connection or provider; it goes before all others. */
  readonly signedIn?: { readonly [name: string]: AuthConfig } | undefined;
  /** Origin that every server of a provider is redirected to, by provider name; paths are kept. */
  readonly endpoints: { readonly [provider: string]: string };
  /** Reads an environment variable; the env file wins over the process environment. */
  readonly environment: (name: string) => string | undefined;
  /** Reads the env file again where it has changed since; true where it had. Asked where credentials fail. */
  readonly refreshEnvironment?: (() => boolean) | undefined;
  /** Where a variable that is set was found, for people: the path of the env file; undefined for the process. */
  readonly environmentPlace?: ((name: string) => string | undefined) | undefined;
  /** Requests in flight per host. */
  readonly concurrency: number;
  /** Requests that go out per second and host; absent means no limit. */
  readonly maxRate?: number | undefined;
  /** Attempts after the first. */
  readonly retries: number;
  /** Reads what the variable of a connection comes from; undefined where there is nothing. */
  readonly readVariable?: ((source: VariableSource) => Promise<string | undefined>) | undefined;
  readonly userAgent: string;
}
