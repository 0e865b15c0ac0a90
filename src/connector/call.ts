/** The connector's contract: one API call as a stream of rows. Nothing here knows SQL. */
import type { AuthConfig, Method } from "../catalog/model.ts";
import type { EventSink, Warning } from "../common/event.ts";
import type { Batch, JsonValue, Value } from "../common/value.ts";
import type { Connection } from "./connection.ts";

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
  /** Frees sockets and timers. */
  close(): Promise<void>;
}

export interface ConnectorConfig {
  /** Credentials given by the user, by `provider` or `provider.service`; they replace what documents declare. */
  readonly auth: { readonly [name: string]: AuthConfig };
  /** Origin that every server of a provider is redirected to, by provider name; paths are kept. */
  readonly endpoints: { readonly [provider: string]: string };
  /** Reads an environment variable; the env file wins over the process environment. */
  readonly environment: (name: string) => string | undefined;
  /** Requests in flight per host. */
  readonly concurrency: number;
  /** Requests that go out per second and host; absent means no limit. */
  readonly maxRate?: number | undefined;
  /** Per request, in milliseconds; 0 means none. */
  readonly timeoutMilliseconds: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Overrides HTTPS_PROXY / HTTP_PROXY / NO_PROXY. */
  readonly proxy?: string | undefined;
  /** File of PEM certificates trusted beside the built-in ones. */
  readonly caBundle?: string | undefined;
  readonly allowInsecureTls: boolean;
  readonly userAgent: string;
}
