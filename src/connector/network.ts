/** How requests reach their servers: what a session says for all of them. Connections say it for their own. */

/** The parts of a request that have times of their own; `total` is all of it, with its body. */
export const timeoutPhases = ["connect", "headers", "idle", "total"] as const;
export type TimeoutPhase = (typeof timeoutPhases)[number];

/** How long a part of a request may take. Of several rules that fit, the last one counts. */
export interface TimeoutRule {
  /** Name of a host, `*` standing for any run of characters; absent: every host. */
  readonly host?: string | undefined;
  readonly phase: TimeoutPhase;
  /** 0 means for ever. */
  readonly milliseconds: number;
}

export const caModes = ["extra", "replace"] as const;
export type CaMode = (typeof caModes)[number];

export interface NetworkConfig {
  /** URL in place of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; empty for no proxy at all. */
  readonly proxy?: string | undefined;
  /** File of PEM certificates that are trusted. */
  readonly caBundle?: string | undefined;
  /** `extra`: beside the built-in ones and those of SSL_CERT_FILE and NODE_EXTRA_CA_CERTS. `replace`: in their place. */
  readonly caMode?: CaMode | undefined;
  /** File of the client's PEM certificate, the ones between it and its authority behind it. */
  readonly certificate?: string | undefined;
  /** File of the PEM key of that certificate; absent where the file of the certificate holds it. */
  readonly key?: string | undefined;
  /** Of an encrypted key. */
  readonly keyPassword?: string | undefined;
  readonly allowInsecureTls: boolean;
  /** Per request, in milliseconds; 0 means none. */
  readonly timeoutMilliseconds: number;
  /** What else is timed, and what is timed in another way for some hosts. */
  readonly timeouts?: readonly TimeoutRule[] | undefined;
  /** No socket is opened: what would need one is refused. */
  readonly offline?: boolean | undefined;
  /** File that every exchange is written to, secrets masked. */
  readonly record?: string | undefined;
  /** File of such a recording, which answers in place of the servers. */
  readonly replay?: string | undefined;
}
