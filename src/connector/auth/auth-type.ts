/** The contract of an auth type. */
import type { AuthConfig } from "../../catalog/model.ts";
import type { Credentials, Send, SendContext, SigningTarget } from "../transport/message.ts";
import type { Environment } from "./secrets.ts";
import type { TokenCache } from "./token-cache.ts";

/** What an auth type may use to make credentials. */
export interface AuthContext {
  readonly config: AuthConfig;
  /** `provider.service` (or `connection.service`), for messages. */
  readonly owner: string;
  readonly provider: string;
  readonly environment: Environment;
  /** What the connection sets of it: programs that are run for it get them. */
  readonly variables: { readonly [name: string]: string };
  /** Tells the tokens of a connection from those of others. */
  readonly connection?: string | undefined;
  /** Hears where credentials were found, in words: a file, a program, a machine. */
  readonly onFound?: ((place: string) => void) | undefined;
  /** Origin of the server that the request goes to. */
  readonly origin: string;
  /** Host that the document declares: another one where `endpoints` redirects the request. */
  readonly declaredHost: string;
  readonly signing: SigningTarget;
  /** Sends a request for a token. */
  readonly send: Send;
  readonly tokens: TokenCache;
  readonly sending: SendContext;
}

/** Makes the credentials of one request. Throws `missing_credentials`, `configuration_error`, `upstream_*`. */
export type AuthType = (context: AuthContext) => Promise<Credentials>;

/** Credentials that are the Authorization header alone. */
export function authorization(value: string): Credentials {
  return { headers: [["authorization", value]], query: [] };
}
